<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>Actions</name>
    <message>
        <source>Copy answer (Ctrl+Shift+C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New answer (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch: write on from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Show more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as a version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show more: {count} characters are left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt: {done} of {total} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed} tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first token {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended by the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended at max tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended at a stop text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended: the context is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repeated: the same tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repeated: differs from token {index} on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatDelegate</name>
    <message>
        <source>writing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title of the chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search chats (Ctrl+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import and export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats stay on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” was deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as Markdown…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import chats…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export all chats…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatRows</name>
    <message>
        <source>Pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an answer is being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous 30 days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatScreen</name>
    <message>
        <source>Copy of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is ready on this computer. Nothing you write leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is tiny: quick, and often wrong. Any other .gguf file can be opened above.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeView</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Context in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt library (Ctrl+J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt (Ctrl+Shift+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is loading. You can write already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model above to begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} / {context} context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {count} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter to send  ·  Shift+Enter for a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A message can be sent when a model is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc to stop  ·  sampling changes apply from the next token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Draft</name>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Edited message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GB of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of a core</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp {build}, sandbox: {sandbox}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine has given no warning.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The model file is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is at {path}. It may have been moved, renamed or on a disk that is not connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is a folder, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder. Choose the .gguf file inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model file cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system refused to open {path}: {reason}. Change the file&apos;s permissions or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model file is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds no bytes. The download was probably cut off; get the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a web page, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds HTML: the page was saved in place of the file it links to. Download the file itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a Git LFS pointer, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} only names a large file of {size}. Run “git lfs pull” in its folder, or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a ZIP archive, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack {path} and choose the .gguf file that comes out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a safetensors file, not GGUF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp reads GGUF. Look for a GGUF version of this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a GGUF file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} does not begin as a GGUF file does, so it holds no model that llama.cpp can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This GGUF version cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file says version {version}; versions 2 and 3 can be read. Get a newer file of this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s header is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}. The file is damaged or was made to do harm; download it again from a source you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model file is incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its header promises more data than the file holds. The download was probably cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This kind of model cannot be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its architecture is “{architecture}”, which llama.cpp {build} does not know. Choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model makes embeddings and cannot chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{architecture}” turns text into numbers for search. Choose a chat or text model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model translates and cannot chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{architecture}” reads a whole text and writes another. Choose a chat or text model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the image part of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An mmproj file only works beside its language model. Choose the other .gguf file of that model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model needs {needed} at a context of {context} tokens, and {free} are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough memory for this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs {needed} even with the smallest context, and {free} are free. Close programs or choose a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp said: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model was set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended {times} times in a row with it, so it is not started again by itself. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message is longer than the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is {tokens} tokens long and the context holds {context}. Shorten it, or load the model with a larger context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat has outgrown the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is {tokens} tokens long and the context holds {context}. Your settings say that nothing may be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer was made by another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be repeated exactly with {model} alone. Load that model, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context is in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other answers are being written and fill the {context} tokens of this model. Stop one, or wait and send again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not go on with this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama_decode returned {status}. What was written so far is kept; send the message again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt could not be built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}. Send the message again, or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen runtime could not be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: {reason}. Choose another folder, or use the built-in runtime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped at a failed check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp ended itself: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine crashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It read memory that is not its own (segmentation fault). The model file may be damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model file changed while it was in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could no longer read it (bus error): it was cut, replaced, or its disk went away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build of the engine does not fit the processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It used an instruction that this processor does not have. Choose a runtime made for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine was ended from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system or a person ended it (SIGKILL). Systems do so when memory runs out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was written so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ended with code {status}. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine sent something unreadable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was ended: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not be started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system said: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many files are open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system allows no more open files, so the engine could not start. Close programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was heard from it for {seconds} seconds. Wait, or stop it: what was written is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model above, then send the message again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat could not be saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database said: {reason}. Your chat stays in this window; save it elsewhere before you close it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chats could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database said: {reason}. Another program may be using it; nothing is lost by that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats cannot be saved where they belong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} cannot be written: {reason}. You can read and chat, and it is saved there once that works again. Save what you need elsewhere before you close the app.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat database was damaged and was replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database said: {reason}. The copy of {backup} was put in its place, with all that could still be read. The old file is kept as {kept}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat database was damaged and was begun anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database said: {reason}. What could still be read is in the new one; the old file is kept as {kept}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat database is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A check found: {reason}. At the next start the copy of {backup} takes its place, with all that can still be read; the damaged file is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The daily copy of your chats could not be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system said: {reason}. Your chats themselves are saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file cannot be imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or was changed: {reason}. Nothing was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file comes from a newer version of the app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its format is {version}, and this app knows formats up to {known}. Update the app to import it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no export of chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a .json file that SLM Desktop has exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file could not be read or written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds {size}; at most {most} can be taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} does not hold readable text, so a language model could do nothing with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app ended unexpectedly last time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats are here, answers as far as they were written. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Defaults are used. The old file is kept as {kept}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>all chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats imported: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They stand at the top of the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add text files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Graph</name>
    <message>
        <source>{total} GB in this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Cancel loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eject the model and free its memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling panel (Ctrl+I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of chats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies to the next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition, typical, top-n-sigma, XTC, DRY, Mirostat, stop texts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message field and sliders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the message field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the last question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the last answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin or unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the deleted chat back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the last question, in an empty field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take an edited message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slider: a step down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slider: ten steps up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LeftOut</name>
    <message>
        <source>Here {count} messages were left out: the context of {context} tokens is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {count} messages above were left out: the context of {context} tokens is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Leads to {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a web address: {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LiveGraph</name>
    <message>
        <source>Graph of speed and memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause the graph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the latest again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures (CSV)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MemoryBar</name>
    <message>
        <source>of {total} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights {weights} GB, KV cache {kv} GB, the rest of the engine {rest} GB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageVerbs</name>
    <message>
        <source>Own chat from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat exactly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load with {count} context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on in a new chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MonitorPage</name>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Models on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a .gguf file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comes with the app, tiny</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pill</name>
    <message>
        <source>No model loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: {name}. {truth}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model (Ctrl+M)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading, {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>Keep these settings as a preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep these settings as a preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chats begin with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chats with {model} begin with it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptLibrary</name>
    <message>
        <source>Prompt library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways to ask. The example can be edited before it is sent.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Provenance</name>
    <message>
        <source>Token {index} of {count}, {seconds} s after sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens {first} to {last} were made with:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed at token {index}: {changes}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>You: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {count} more characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sampling</name>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How daring the choice is: 0 always takes the likeliest token, above 1 unlikely ones come up often.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose among the k likeliest tokens only. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose among the likeliest tokens that together reach this probability. 1 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop tokens less likely than this share of the likeliest one. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer ends after this many tokens at the latest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same answer. With the dice, each answer draws a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes tokens that were just used less likely. 1 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowers every token that has appeared at all, so new subjects come up. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowers tokens by how often they have appeared. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Penalty window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the last tokens the three penalties look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typical-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefers tokens about as surprising as the text usually is. 1 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep tokens whose score lies within n standard deviations of the best. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XTC probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often the most obvious tokens are taken away, so that others get a turn. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XTC threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token counts as obvious for XTC above this probability.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Punishes repeating whole phrases, more with every token of the repetition. 0 turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How fast the DRY punishment grows with the length of the repetition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY allowed length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetitions up to this many tokens go unpunished by DRY.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the last tokens DRY searches for repetitions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steers the temperature so that the text stays equally surprising; it replaces top-k, top-p and the like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The surprise in bits that Mirostat aims at: low is focused, high is varied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How quickly Mirostat corrects itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One per line: the answer ends just before any of them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedRow</name>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a new seed for every answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In addition to what the system asks for. Changes at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the last model at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model used last, or the starter model, is ready when the window opens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that a chat may hold. More needs more memory. Applies to the next load; automatic is 8,192 or what the model was trained for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller types save memory and lose a little quality. Applies to the next load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>f16 (full)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q8_0 (about half)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q4_0 (about a quarter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers that a graphics card computes. Automatic puts all that fit there. Applies to the next load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic uses the physical cores and leaves one to the window where there are more than two. Applies to the next load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory limit (MB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine may not use more than this. Automatic is the computer&apos;s memory. Applies to the next load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runtime folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder with another build of llama.cpp, for instance one for your graphics card. Empty uses the built-in one. Applies to the next load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When a chat outgrows the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model no longer sees; the transcript marks it, and nothing is deleted. Applies to the next answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out the oldest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the first, leave out the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and tell me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats and settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that you would not want to lose; “backups” in it holds a copy of the chats for each of the last seven days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.gguf files that you put here are offered in the model picker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a report of an error needs. Nothing that was said in a chat is written there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing leaves this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app has no telemetry and calls no server. Chats, drafts and settings are kept in your own folder. The engine that reads model files is shut off from the network and from your other files.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Built-in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats and drafts are kept; an answer that is being written is stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This holds from the next start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SliderRow</name>
    <message>
        <source>{name}, value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset {name} to {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StopRow</name>
    <message>
        <source>one per line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SystemPrompt</name>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who the model is and how it answers, for instance: You are brief and exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies to the next answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Thinking</name>
    <message>
        <source>Thought for {seconds} s, {count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking for {seconds} s, {count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>It is being started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your conversation is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the built-in runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save this chat elsewhere…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out the oldest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try to save again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load with {count} context</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Truth</name>
    <message>
        <source>1 thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {all} layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no graphics card can be used with this engine build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {asked} layers asked for fit on the graphics card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its chat template does not work, {used} is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no chat template, {used} is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {asked} asked, {used} used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture {name}, {count} million parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context {used} of {trained} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loaded in {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“User: … Assistant: …”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Versions</name>
    <message>
        <source>Previous version (Alt+Left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next version (Alt+Right)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
