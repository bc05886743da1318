/* Lets writes below a folder fail, for trials: LD_PRELOAD it into a program that is started with

     FAIL_BELOW   the folder
     FAIL_AT      which write fails, counted from 1; 0 for none
     FAIL_ON      1: all that follow fail, too; 0: that one alone
     FAIL_WITH    the number of the error (errno.h)
     FAIL_COUNT   a file, outside of the folder, that is told at the end how many writes there were

   A write is all that changes what is on the disk: bytes, lengths, names, and that they are brought to the disk. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int count;
static const char *below;
static int fail_at, fail_on, fail_with;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    below = getenv("FAIL_BELOW");
    fail_at = atoi(getenv("FAIL_AT") ? getenv("FAIL_AT") : "0");
    fail_on = atoi(getenv("FAIL_ON") ? getenv("FAIL_ON") : "0");
    fail_with = atoi(getenv("FAIL_WITH") ? getenv("FAIL_WITH") : "28");
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAIL_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%d", atomic_load(&count));
        fclose(file);
    }
}

static int fails(const char *path) {
    if (!below || strncmp(path, below, strlen(below)) != 0) return 0;
    int number = atomic_fetch_add(&count, 1) + 1;
    if (fail_at == 0 || number < fail_at || (number > fail_at && !fail_on)) return 0;
    errno = fail_with;
    return 1;
}

static int fails_at(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

ssize_t write(int fd, const void *data, size_t size) { return fails_at(fd) ? -1 : REAL(write)(fd, data, size); }
ssize_t writev(int fd, const struct iovec *parts, int n) { return fails_at(fd) ? -1 : REAL(writev)(fd, parts, n); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return fails_at(fd) ? -1 : REAL(pwrite)(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return fails_at(fd) ? -1 : REAL(pwrite64)(fd, data, size, at);
}
int fsync(int fd) { return fails_at(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails_at(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t size) { return fails_at(fd) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return fails_at(fd) ? -1 : REAL(ftruncate64)(fd, size); }
int rename(const char *from, const char *to) { return fails(to) ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return fails(to) ? -1 : REAL(link)(from, to); }
int mkdir(const char *path, mode_t mode) {
    int (*real)(const char *, mode_t) = dlsym(RTLD_NEXT, "mkdir");
    return fails(path) ? -1 : real(path, mode);
}

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    if ((flags & O_CREAT) && access(path, F_OK) != 0 && fails(path)) return -1;
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    return real(path, flags, mode);
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened("open", path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened("open64", path, flags, mode); }
