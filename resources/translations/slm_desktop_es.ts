<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>Actions</name>
    <message>
        <source>Copy answer (Ctrl+Shift+C)</source>
        <translation>Copiar la respuesta (Ctrl+Mayús+C)</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Copiar el mensaje</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>New answer (Ctrl+R)</source>
        <translation>Nueva respuesta (Ctrl+R)</translation>
    </message>
    <message>
        <source>Continue the answer</source>
        <translation>Continuar la respuesta</translation>
    </message>
    <message>
        <source>Branch: write on from here</source>
        <translation>Ramificar: seguir escribiendo desde aquí</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
</context>
<context>
    <name>AdapterBox</name>
    <message>
        <source>Choose a file…</source>
        <translation>Elegir un archivo…</translation>
    </message>
    <message>
        <source>Choose a LoRA adapter or a control vector</source>
        <translation>Elegir un adaptador LoRA o un vector de control</translation>
    </message>
    <message>
        <source>Adapters (*.gguf)</source>
        <translation>Adaptadores (*.gguf)</translation>
    </message>
    <message>
        <source>{count} adapters</source>
        <translation>{count} adaptadores</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>LoRA adapters and control vectors for this model. Each gets a slider for its scale, beside the sampling.</source>
        <translation>Adaptadores LoRA y vectores de control para este modelo. Cada uno tiene un deslizador para su escala, junto al muestreo.</translation>
    </message>
</context>
<context>
    <name>AdapterScales</name>
    <message>
        <source>Adapters</source>
        <translation>Adaptadores</translation>
    </message>
    <message>
        <source>{name}: LoRA adapter. 0 is the model itself, 1 the adapter as it was trained.</source>
        <translation>{name}: adaptador LoRA. 0 es el modelo mismo; 1, el adaptador tal como se entrenó.</translation>
    </message>
    <message>
        <source>{name}: control vector. 0 is the model itself.</source>
        <translation>{name}: vector de control. 0 es el modelo mismo.</translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Show more</source>
        <translation>Mostrar más</translation>
    </message>
    <message>
        <source>Keep as a version</source>
        <translation>Guardar como versión</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Writes a call of a tool…</source>
        <translation>Escribe una llamada a una herramienta…</translation>
    </message>
    <message>
        <source>Show more: {count} characters are left</source>
        <translation>Mostrar más: quedan {count} caracteres</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Leyendo el prompt</translation>
    </message>
    <message>
        <source>Reading the prompt: {done} of {total} tokens</source>
        <translation>Leyendo el prompt: {done} de {total} tokens</translation>
    </message>
    <message>
        <source>fills a gap</source>
        <translation>rellena un hueco</translation>
    </message>
    <message>
        <source>text completion</source>
        <translation>texto continuado</translation>
    </message>
    <message>
        <source>begins with your words</source>
        <translation>empieza con sus palabras</translation>
    </message>
    <message>
        <source>continued after {count} tokens</source>
        <translation>continuada tras {count} tokens</translation>
    </message>
    <message>
        <source>continued after 1 token</source>
        <translation>continuada tras 1 token</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>semilla {seed}</translation>
    </message>
    <message>
        <source>each token chosen by you</source>
        <translation>cada token elegido por ti</translation>
    </message>
    <message>
        <source>ended by the model</source>
        <translation>terminada por el modelo</translation>
    </message>
    <message>
        <source>calls a tool</source>
        <translation>llama a una herramienta</translation>
    </message>
    <message>
        <source>calls {count} tools</source>
        <translation>llama a {count} herramientas</translation>
    </message>
    <message>
        <source>ended: the structured output is complete</source>
        <translation>terminada: la salida estructurada está completa</translation>
    </message>
    <message>
        <source>ended at max tokens</source>
        <translation>terminada en el máximo de tokens</translation>
    </message>
    <message>
        <source>ended at a stop text</source>
        <translation>terminada en un texto de parada</translation>
    </message>
    <message>
        <source>ended: the context is full</source>
        <translation>terminada: el contexto está lleno</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>la detuviste tú</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>edited by you</source>
        <translation>la editaste tú</translation>
    </message>
    <message>
        <source>structured output, not complete</source>
        <translation>salida estructurada, incompleta</translation>
    </message>
    <message>
        <source>structured output</source>
        <translation>salida estructurada</translation>
    </message>
    <message>
        <source>repeated: the same tokens</source>
        <translation>repetida: los mismos tokens</translation>
    </message>
    <message>
        <source>repeated: differs from token {index} on</source>
        <translation>repetida: distinta a partir del token {index}</translation>
    </message>
</context>
<context>
    <name>AnswerFigures</name>
    <message>
        <source>First token</source>
        <translation>1.er token</translation>
    </message>
    <message>
        <source>first token {value} s</source>
        <translation>primer token {value} s</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>{value} tok/s</source>
        <translation>{value} tok/s</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>{value} tokens</source>
        <translation>{value} tokens</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 token</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Carga</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>compartido</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>{value} J</source>
        <translation>{value} J</translation>
    </message>
    <message>
        <source>speculation ≈ ×{value}</source>
        <translation>especulación ≈ ×{value}</translation>
    </message>
</context>
<context>
    <name>AnswerOptionsFields</name>
    <message>
        <source>Words, for instance: In one sentence:</source>
        <translation>Palabras, por ejemplo: En una frase:</translation>
    </message>
    <message>
        <source>Empty: the text goes on with no end in sight</source>
        <translation>Vacío: el texto sigue sin un final a la vista</translation>
    </message>
    <message>
        <source>Answers begin with</source>
        <translation>Las respuestas empiezan con</translation>
    </message>
    <message>
        <source>What follows: the answer fills the gap before it</source>
        <translation>Lo que sigue: la respuesta rellena el hueco anterior</translation>
    </message>
    <message>
        <source>For models that were trained to fill gaps, as some for code are.</source>
        <translation>Para modelos entrenados para rellenar huecos, como algunos para código.</translation>
    </message>
    <message>
        <source>Text completion: no chat template</source>
        <translation>Continuar texto: sin plantilla de chat</translation>
    </message>
    <message>
        <source>The model goes on with the text as it stands, as base models expect it. What you write follows directly on what stands there; names of control tokens in it are those tokens.</source>
        <translation>El modelo continúa el texto tal como está, como esperan los modelos base. Lo que usted escribe sigue directamente a lo que ya hay; los nombres de tokens de control son esos tokens.</translation>
    </message>
</context>
<context>
    <name>AnswersPanel</name>
    <message>
        <source>Answers</source>
        <translation>Respuestas</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>Semilla {seed}</translation>
    </message>
</context>
<context>
    <name>Ask</name>
    <message>
        <source>Ask all columns</source>
        <translation>Pregunta a todas las columnas</translation>
    </message>
    <message>
        <source>Question for all columns</source>
        <translation>Pregunta para todas las columnas</translation>
    </message>
    <message>
        <source>Add pictures or sounds</source>
        <translation>Añadir imágenes o sonidos</translation>
    </message>
    <message>
        <source>Only column {letter}</source>
        <translation>Solo la columna {letter}</translation>
    </message>
    <message>
        <source>Who is asked</source>
        <translation>A quién se pregunta</translation>
    </message>
    <message>
        <source>All columns</source>
        <translation>Todas las columnas</translation>
    </message>
    <message>
        <source>Ask {count}</source>
        <translation>Preguntar a {count}</translation>
    </message>
    <message>
        <source>Ask 1</source>
        <translation>Preguntar a 1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>Attachments</name>
    <message>
        <source>Pasted text</source>
        <translation>Texto pegado</translation>
    </message>
    <message>
        <source>{name}, {count} characters</source>
        <translation>{name}, {count} caracteres</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Quitar {name}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar los detalles</translation>
    </message>
</context>
<context>
    <name>ByHandPanel</name>
    <message>
        <source>The answer so far</source>
        <translation>La respuesta hasta ahora</translation>
    </message>
    <message>
        <source>What could come next</source>
        <translation>Qué podría salir ahora</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Un paso atrás</translation>
    </message>
    <message>
        <source>Let the dice choose</source>
        <translation>Que elija el dado</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Let the model go on</source>
        <translation>Que siga el modelo</translation>
    </message>
    <message>
        <source>Keep as it is</source>
        <translation>Guardar así</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Dejarlo</translation>
    </message>
    <message>
        <source>You are the sampler</source>
        <translation>Tú eres el muestreador</translation>
    </message>
    <message>
        <source>Enter or 1 to 9 choose, D throws the dice, Backspace takes a step back, G lets the model go on.</source>
        <translation>Intro o de 1 a 9 eligen, D tira el dado, Retroceso da un paso atrás, G deja seguir al modelo.</translation>
    </message>
    <message>
        <source>The answer ends here. Keep it, or take a step back.</source>
        <translation>La respuesta termina aquí. Guárdala o da un paso atrás.</translation>
    </message>
    <message>
        <source>Choose the first token.</source>
        <translation>Elige el primer token.</translation>
    </message>
    <message>
        <source>You chose {token}; the model gave it {share}.</source>
        <translation>Elegiste {token}; el modelo le daba {share}.</translation>
    </message>
</context>
<context>
    <name>CallCards</name>
    <message>
        <source>Call of a tool</source>
        <translation>Llamada a una herramienta</translation>
    </message>
    <message>
        <source>Arguments: {text}</source>
        <translation>Argumentos: {text}</translation>
    </message>
    <message>
        <source>Call of {tool}</source>
        <translation>Llamada a {tool}</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>En curso…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Waits for the call before it</source>
        <translation>Espera a la llamada anterior</translation>
    </message>
    <message>
        <source>There is no such tool in this chat; the model is told so.</source>
        <translation>En este chat no hay tal herramienta; se le dice al modelo.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Not called: a comparison calls what is always allowed, and asks nobody.</source>
        <translation>Sin llamar: una comparación llama a lo que está siempre permitido y no pregunta a nadie.</translation>
    </message>
    <message>
        <source>The model wants to call this. Nothing has been done yet.</source>
        <translation>El modelo quiere llamar a esto. Aún no se ha hecho nada.</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Permitir una vez</translation>
    </message>
    <message>
        <source>Allow in this chat</source>
        <translation>Permitir en este chat</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>Permitir siempre</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Rechazar</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Reading the card…</source>
        <translation>Leyendo la ficha…</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mostrar más</translation>
    </message>
    <message>
        <source>The card is longer; its page shows all of it.</source>
        <translation>La ficha es más larga; su página la muestra entera.</translation>
    </message>
    <message>
        <source>The card is empty.</source>
        <translation>La ficha está vacía.</translation>
    </message>
</context>
<context>
    <name>ChartsPlace</name>
    <message>
        <source>Answer, tok/s, over tokens of context before it</source>
        <translation>Respuesta, tok/s, según los tokens de contexto anteriores</translation>
    </message>
    <message>
        <source>Answer, tok/s, over GB of memory; the dashed line is what nothing else beats</source>
        <translation>Respuesta, tok/s, según los GB de memoria; la línea discontinua une lo que nada supera</translation>
    </message>
</context>
<context>
    <name>ChatDelegate</name>
    <message>
        <source>writing…</source>
        <translation>escribiendo…</translation>
    </message>
    <message>
        <source>Title of the chat</source>
        <translation>Título del chat</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>Nombre de la carpeta</translation>
    </message>
</context>
<context>
    <name>ChatRows</name>
    <message>
        <source>Pinned</source>
        <translation>Fijados</translation>
    </message>
    <message>
        <source>Folder {name}, closed. Chats: {count}</source>
        <translation>Carpeta {name}, cerrada. Chats: {count}</translation>
    </message>
    <message>
        <source>Folder {name}. Chats: {count}</source>
        <translation>Carpeta {name}. Chats: {count}</translation>
    </message>
    <message>
        <source>an answer is being written</source>
        <translation>se está escribiendo una respuesta</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Ayer</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>Últimos 7 días</translation>
    </message>
    <message>
        <source>Previous 30 days</source>
        <translation>Últimos 30 días</translation>
    </message>
</context>
<context>
    <name>ChatScreen</name>
    <message>
        <source>It stands on another branch</source>
        <translation>Está en otra rama</translation>
    </message>
    <message>
        <source>Open it again when the answer is complete.</source>
        <translation>Ábrelo de nuevo cuando la respuesta esté completa.</translation>
    </message>
    <message>
        <source>Copy of {title}</source>
        <translation>Copia de {title}</translation>
    </message>
</context>
<context>
    <name>ChatSidebar</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>Buscar en los chats</translation>
    </message>
    <message>
        <source>Search chats (Ctrl+K)</source>
        <translation>Buscar (Ctrl+K)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>Nuevo chat (Ctrl+N)</translation>
    </message>
    <message>
        <source>Import and export</source>
        <translation>Importar y exportar</translation>
    </message>
    <message>
        <source>Chats are kept on this computer</source>
        <translation>Los chats se guardan en este equipo</translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation>No se encontró nada para «{text}»</translation>
    </message>
    <message>
        <source>The newest {count} messages; more words find fewer</source>
        <translation>Los {count} mensajes más nuevos; con más palabras saldrán menos</translation>
    </message>
    <message>
        <source>“{title}” was deleted</source>
        <translation>«{title}» se eliminó</translation>
    </message>
    <message>
        <source>Copy of {title}</source>
        <translation>Copia de {title}</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Carpeta nueva</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar el título</translation>
    </message>
    <message>
        <source>Remove the folder and keep its chats</source>
        <translation>Quitar la carpeta y conservar sus chats</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Remove from the folder</source>
        <translation>Sacar de la carpeta</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Carpeta nueva…</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Dejar de fijar</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Fijar arriba</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicar</translation>
    </message>
    <message>
        <source>Export as Markdown…</source>
        <translation>Exportar como Markdown…</translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation>Exportar como JSON…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Import chats…</source>
        <translation>Importar chats…</translation>
    </message>
    <message>
        <source>Export all chats…</source>
        <translation>Exportar todos los chats…</translation>
    </message>
</context>
<context>
    <name>CheckRow</name>
    <message>
        <source>What is checked for</source>
        <translation>Qué se comprueba</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Tolerancia</translation>
    </message>
    <message>
        <source>Not</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Aa</source>
        <translation>Aa</translation>
    </message>
    <message>
        <source>The answer passes if this does not hold</source>
        <translation>Se supera si esto no se cumple</translation>
    </message>
    <message>
        <source>Upper and lower case count apart</source>
        <translation>Las mayúsculas y las minúsculas se distinguen</translation>
    </message>
    <message>
        <source>Remove the check</source>
        <translation>Quitar la comprobación</translation>
    </message>
    <message>
        <source>Kind of check</source>
        <translation>Tipo de comprobación</translation>
    </message>
    <message>
        <source>contains the text</source>
        <translation>contiene el texto</translation>
    </message>
    <message>
        <source>is the text</source>
        <translation>es el texto</translation>
    </message>
    <message>
        <source>matches the pattern</source>
        <translation>cumple el patrón</translation>
    </message>
    <message>
        <source>ends with the number</source>
        <translation>termina con el número</translation>
    </message>
    <message>
        <source>is JSON of the schema</source>
        <translation>es JSON del esquema</translation>
    </message>
    <message>
        <source>finds in documents</source>
        <translation>encuentra en documentos</translation>
    </message>
    <message>
        <source>calls the tool</source>
        <translation>llama a la herramienta</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>holds “{what}”</source>
        <translation>contiene «{what}»</translation>
    </message>
    <message>
        <source>matches {what}</source>
        <translation>coincide con {what}</translation>
    </message>
    <message>
        <source>is “{what}”</source>
        <translation>es «{what}»</translation>
    </message>
    <message>
        <source>comes to {what}</source>
        <translation>da {what}</translation>
    </message>
    <message>
        <source>is JSON of the schema</source>
        <translation>es JSON del esquema</translation>
    </message>
    <message>
        <source>finds “{what}” in documents</source>
        <translation>encuentra «{what}» en documentos</translation>
    </message>
    <message>
        <source>calls the tool {what}</source>
        <translation>llama a la herramienta {what}</translation>
    </message>
    <message>
        <source>not: {check}</source>
        <translation>no: {check}</translation>
    </message>
    <message>
        <source>“{part}” is not in it</source>
        <translation>«{part}» no aparece</translation>
    </message>
    <message>
        <source>the pattern is not in it</source>
        <translation>el patrón no aparece</translation>
    </message>
    <message>
        <source>it is not “{part}”</source>
        <translation>no es «{part}»</translation>
    </message>
    <message>
        <source>it holds no number</source>
        <translation>no contiene ningún número</translation>
    </message>
    <message>
        <source>its last number is {found}, not {wanted}</source>
        <translation>su último número es {found}, no {wanted}</translation>
    </message>
    <message>
        <source>it holds no JSON</source>
        <translation>no contiene JSON</translation>
    </message>
    <message>
        <source>its JSON is not of the schema: {reason}</source>
        <translation>su JSON no sigue el esquema: {reason}</translation>
    </message>
    <message>
        <source>nothing was searched: the candidate has no documents, so “{part}” was not found</source>
        <translation>no se buscó nada: el candidato no tiene documentos, así que no se encontró «{part}»</translation>
    </message>
    <message>
        <source>“{part}” was found at place {rank}, and not sent</source>
        <translation>«{part}» se encontró en el puesto {rank} y no se envió</translation>
    </message>
    <message>
        <source>“{part}” is in none of the passages that were found</source>
        <translation>«{part}» no está en ninguno de los pasajes encontrados</translation>
    </message>
    <message>
        <source>it calls no tool, and should call “{part}”</source>
        <translation>no llama a ninguna herramienta, y debería llamar a «{part}»</translation>
    </message>
    <message>
        <source>it calls {found}, not “{part}”</source>
        <translation>llama a {found}, no a «{part}»</translation>
    </message>
    <message>
        <source>the check holds, but should not</source>
        <translation>la comprobación se cumple y no debería</translation>
    </message>
    <message>
        <source>the pattern is not valid: {reason}</source>
        <translation>el patrón no es válido: {reason}</translation>
    </message>
    <message>
        <source>the schema cannot be used: {reason}</source>
        <translation>el esquema no se puede usar: {reason}</translation>
    </message>
    <message>
        <source>the schema goes round in circles</source>
        <translation>el esquema da vueltas en círculo</translation>
    </message>
    <message>
        <source>the check needs too much memory</source>
        <translation>la comprobación necesita demasiada memoria</translation>
    </message>
    <message>
        <source>the check took too long and was stopped</source>
        <translation>la comprobación tardó demasiado y se detuvo</translation>
    </message>
    <message>
        <source>the app ended before it was checked</source>
        <translation>la aplicación se cerró antes de comprobarlo</translation>
    </message>
</context>
<context>
    <name>CodeView</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Copiar el código</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
</context>
<context>
    <name>ColumnView</name>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Best answer</source>
        <translation>La mejor</translation>
    </message>
    <message>
        <source>Ask all columns the same, and see where their answers part.</source>
        <translation>Pregunta lo mismo a todas las columnas y mira dónde se separan sus respuestas.</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Copiar la respuesta</translation>
    </message>
    <message>
        <source>Go on as a chat</source>
        <translation>Seguir como chat</translation>
    </message>
    <message>
        <source>Hidden until the vote</source>
        <translation>Oculto hasta el voto</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elige un modelo</translation>
    </message>
    <message>
        <source>Model of column {letter}: {name}</source>
        <translation>Modelo de la columna {letter}: {name}</translation>
    </message>
    <message>
        <source>{name}: not on this computer</source>
        <translation>{name}: no está en este equipo</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>Oculto</translation>
    </message>
    <message>
        <source>Settings of column {letter}: {words}</source>
        <translation>Ajustes de la columna {letter}: {words}</translation>
    </message>
    <message>
        <source>Words that differ from {letter} are marked</source>
        <translation>Marcadas las palabras que difieren de {letter}</translation>
    </message>
    <message>
        <source>More is told after the vote.</source>
        <translation>Se dirá más después del voto.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Probar otra vez</translation>
    </message>
    <message>
        <source>Load with {count} context</source>
        <translation>Cargar con contexto de {count}</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>Editar la pregunta</translation>
    </message>
    <message>
        <source>Best answer: column {letter}</source>
        <translation>La mejor respuesta: columna {letter}</translation>
    </message>
    <message>
        <source>Stop this answer</source>
        <translation>Detener esta respuesta</translation>
    </message>
    <message>
        <source>New answer in this column</source>
        <translation>Otra respuesta en esta columna</translation>
    </message>
    <message>
        <source>Compare the words with…</source>
        <translation>Comparar las palabras con…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicar</translation>
    </message>
    <message>
        <source>Move to the left</source>
        <translation>Mover a la izquierda</translation>
    </message>
    <message>
        <source>Move to the right</source>
        <translation>Mover a la derecha</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Width of the list</source>
        <translation>Ancho de la lista</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Ancho del panel</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>seed shared</source>
        <translation>semilla compartida</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>semilla {seed}</translation>
    </message>
    <message>
        <source>Same settings as A</source>
        <translation>Los mismos ajustes que A</translation>
    </message>
    <message>
        <source>text completion</source>
        <translation>texto continuado</translation>
    </message>
    <message>
        <source>chat template</source>
        <translation>plantilla de chat</translation>
    </message>
    <message>
        <source>begins with “{words}”</source>
        <translation>empieza con «{words}»</translation>
    </message>
    <message>
        <source>no given beginning</source>
        <translation>sin comienzo dado</translation>
    </message>
    <message>
        <source>fills the gap before “{words}”</source>
        <translation>rellena el hueco antes de «{words}»</translation>
    </message>
    <message>
        <source>nothing follows</source>
        <translation>no sigue nada</translation>
    </message>
    <message>
        <source>1 document</source>
        <translation>1 documento</translation>
    </message>
    <message>
        <source>{count} documents</source>
        <translation>{count} documentos</translation>
    </message>
    <message>
        <source>no documents</source>
        <translation>sin documentos</translation>
    </message>
    <message>
        <source>other system prompt</source>
        <translation>otro prompt de sistema</translation>
    </message>
    <message>
        <source>no tools</source>
        <translation>sin herramientas</translation>
    </message>
    <message>
        <source>must call: {tools}</source>
        <translation>debe llamar: {tools}</translation>
    </message>
    <message>
        <source>may call: {tools}</source>
        <translation>puede llamar: {tools}</translation>
    </message>
    <message>
        <source>no structured output</source>
        <translation>sin salida estructurada</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>Esquema JSON</translation>
    </message>
    <message>
        <source>grammar</source>
        <translation>gramática</translation>
    </message>
    <message>
        <source>{count} at once</source>
        <translation>{count} a la vez</translation>
    </message>
    <message>
        <source>{count} one after another</source>
        <translation>{count} una tras otra</translation>
    </message>
    <message>
        <source>then {count}</source>
        <translation>después {count}</translation>
    </message>
    <message>
        <source>about {size} GB</source>
        <translation>unos {size} GB</translation>
    </message>
    <message>
        <source>{done} of {count} done</source>
        <translation>{done} de {count} hechas</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>quedan unos {seconds} s</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Espera su turno</translation>
    </message>
    <message>
        <source>Loading: {share} %</source>
        <translation>Cargando: {share} %</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>Same as A for 1 token</source>
        <translation>Igual que A durante 1 token</translation>
    </message>
    <message>
        <source>Repeated: the same token</source>
        <translation>Repetida: el mismo token</translation>
    </message>
    <message>
        <source>made with another file</source>
        <translation>hecha con otro archivo</translation>
    </message>
    <message>
        <source>was written beside others, which rounds differently</source>
        <translation>se escribió junto a otras, y eso redondea distinto</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Escribiendo</translation>
    </message>
    <message>
        <source>Was asked other things than A</source>
        <translation>Se le preguntó otra cosa que a A</translation>
    </message>
    <message>
        <source>The same as A to the end</source>
        <translation>Igual que A hasta el final</translation>
    </message>
    <message>
        <source>Differs from A at the first token</source>
        <translation>Distinta de A desde el primer token</translation>
    </message>
    <message>
        <source>Same as A for {count} tokens</source>
        <translation>Igual que A durante {count} tokens</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>detenida por ti</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>cut off at max tokens</source>
        <translation>cortada por el máximo de tokens</translation>
    </message>
    <message>
        <source>cut off: the context is full</source>
        <translation>cortada: el contexto está lleno</translation>
    </message>
    <message>
        <source>Repeated: the same {count} tokens</source>
        <translation>Repetida: los mismos {count} tokens</translation>
    </message>
    <message>
        <source>Repeated: differs from token {count} on</source>
        <translation>Repetida: distinta desde el token {count}</translation>
    </message>
    <message>
        <source>{same} came out the same, token for token.</source>
        <translation>{same} han salido iguales, token por token.</translation>
    </message>
    <message>
        <source>Left out, as other models made them: {count}.</source>
        <translation>Omitidas por ser de otros modelos: {count}.</translation>
    </message>
    <message>
        <source>Answers made again: {count}</source>
        <translation>Respuestas repetidas: {count}</translation>
    </message>
    <message>
        <source>All came out the same, token for token.</source>
        <translation>Todas han salido iguales, token por token.</translation>
    </message>
</context>
<context>
    <name>CompareScreen</name>
    <message>
        <source>Column {letter}</source>
        <translation>Columna {letter}</translation>
    </message>
    <message>
        <source>Where they part</source>
        <translation>Dónde se separan</translation>
    </message>
    <message>
        <source>New answers in all columns</source>
        <translation>Otras respuestas en todas las columnas</translation>
    </message>
    <message>
        <source>Run again from the records</source>
        <translation>Repetir desde los registros</translation>
    </message>
    <message>
        <source>Have all models score the answers</source>
        <translation>Que todos los modelos valoren las respuestas</translation>
    </message>
    <message>
        <source>Open a run card…</source>
        <translation>Abrir una ficha…</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Context in use</source>
        <translation>Contexto en uso</translation>
    </message>
    <message>
        <source>Prompt library (Ctrl+J)</source>
        <translation>Biblioteca de prompts (Ctrl+J)</translation>
    </message>
    <message>
        <source>Structured output (Ctrl+Shift+J)</source>
        <translation>Salida estructurada (Ctrl+Shift+J)</translation>
    </message>
    <message>
        <source>Tokens of what is written</source>
        <translation>Tokens de lo escrito</translation>
    </message>
    <message>
        <source>The model is loading. You can write already.</source>
        <translation>El modelo se está cargando. Ya puedes escribir.</translation>
    </message>
    <message>
        <source>Choose a model above to begin</source>
        <translation>Elige arriba un modelo para empezar</translation>
    </message>
    <message>
        <source>Ask something</source>
        <translation>Pregunta algo</translation>
    </message>
    <message>
        <source>Structured output: on (Ctrl+Shift+J)</source>
        <translation>Salida estructurada: activada (Ctrl+Shift+J)</translation>
    </message>
    <message>
        <source>Add documents, pictures and sounds</source>
        <translation>Añadir documentos, imágenes y sonidos</translation>
    </message>
    <message>
        <source>System prompt, beginning of answers (Ctrl+Shift+S)</source>
        <translation>Prompt de sistema, comienzo de las respuestas (Ctrl+Shift+S)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Herramientas</translation>
    </message>
    <message>
        <source>Tools: 1 chosen</source>
        <translation>Herramientas: 1 elegida</translation>
    </message>
    <message>
        <source>Tools: {count} chosen</source>
        <translation>Herramientas: {count} elegidas</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Eliminado</translation>
    </message>
    <message>
        <source>{used} / {context} context</source>
        <translation>{used} / {context} de contexto</translation>
    </message>
    <message>
        <source>draft {count}</source>
        <translation>borrador {count}</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 imagen</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} imágenes</translation>
    </message>
    <message>
        <source>1 sound</source>
        <translation>1 sonido</translation>
    </message>
    <message>
        <source>{count} sounds</source>
        <translation>{count} sonidos</translation>
    </message>
    <message>
        <source>Text that the model goes on with</source>
        <translation>Texto que el modelo continúa</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Goes to {host}</source>
        <translation>Va a {host}</translation>
    </message>
    <message>
        <source>Stays on this computer</source>
        <translation>Se queda en este equipo</translation>
    </message>
    <message>
        <source>Enter to send  ·  Shift+Enter for a new line</source>
        <translation>Intro para enviar  ·  Mayúsculas+Intro para una línea nueva</translation>
    </message>
    <message>
        <source>A message can be sent when a model is loaded</source>
        <translation>Podrás enviar un mensaje cuando haya un modelo cargado</translation>
    </message>
    <message>
        <source>Esc to stop  ·  sampling changes apply from the next token</source>
        <translation>Esc para detener  ·  los cambios de muestreo valen desde el siguiente token</translation>
    </message>
</context>
<context>
    <name>ComputerPage</name>
    <message>
        <source>Filter models</source>
        <translation>Filtrar modelos</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>Todos los orígenes</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Buscando modelos…</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>Modelos en este equipo</translation>
    </message>
    <message>
        <source>Add a file…</source>
        <translation>Añadir un archivo…</translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation>Volver a buscar</translation>
    </message>
    <message>
        <source>Scanning…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>Scanned ✓</source>
        <translation>Buscado ✓</translation>
    </message>
    <message>
        <source>All folders were looked through</source>
        <translation>Se han recorrido todas las carpetas</translation>
    </message>
    <message>
        <source>{count} models, {sources} sources</source>
        <translation>{count} modelos, orígenes: {sources}</translation>
    </message>
    <message>
        <source>1 model</source>
        <translation>1 modelo</translation>
    </message>
    <message>
        <source>{shown} of {all} models</source>
        <translation>{shown} de {all} modelos</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>buscando…</translation>
    </message>
    <message>
        <source>No models yet. Discover finds some that run on this computer.</source>
        <translation>Aún no hay modelos. En Descubrir encontrarás algunos que funcionan en este equipo.</translation>
    </message>
    <message>
        <source>Add models</source>
        <translation>Añadir modelos</translation>
    </message>
    <message>
        <source>Models (*.gguf)</source>
        <translation>Modelos (*.gguf)</translation>
    </message>
    <message>
        <source>It belongs to {owner}; remove it there.</source>
        <translation>Es de {owner}; elimínalo allí.</translation>
    </message>
    <message>
        <source>This model is not deleted here</source>
        <translation>Este modelo no se elimina aquí</translation>
    </message>
    <message>
        <source>It can be downloaded again.</source>
        <translation>Puede descargarse de nuevo.</translation>
    </message>
    <message>
        <source>Where it came from is not known here.</source>
        <translation>Aquí no se sabe de dónde vino.</translation>
    </message>
    <message>
        <source>It is in a folder of yours, and is gone for good then. {size} are freed.</source>
        <translation>Está en una carpeta tuya, y después se pierde para siempre. Se liberan {size}.</translation>
    </message>
    <message>
        <source>It belongs to {owner}, which will miss it. {size} are freed.</source>
        <translation>Es de {owner}, que lo echará en falta. Se liberan {size}.</translation>
    </message>
    <message>
        <source>Delete {name} from the disk?</source>
        <translation>¿Eliminar {name} del disco?</translation>
    </message>
    <message>
        <source>Delete the file</source>
        <translation>Eliminar el archivo</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservarlo</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>Surprise of both models along the answer</source>
        <translation>Sorpresa de ambos modelos a lo largo de la respuesta</translation>
    </message>
</context>
<context>
    <name>Deletions</name>
    <message>
        <source>The comparison was deleted</source>
        <translation>La comparación se borró</translation>
    </message>
    <message>
        <source>{count} comparisons were deleted</source>
        <translation>Se borraron {count} comparaciones</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <source>The column was removed</source>
        <translation>Se quitó la columna</translation>
    </message>
    <message>
        <source>Its conversation is kept.</source>
        <translation>Su conversación se conserva.</translation>
    </message>
    <message>
        <source>{count} answers go with it, for good.</source>
        <translation>Con ella se van {count} respuestas, para siempre.</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Borrarla</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservarla</translation>
    </message>
    <message>
        <source>Delete this run?</source>
        <translation>¿Borrar esta ejecución?</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Model card</source>
        <translation>Ficha del modelo</translation>
    </message>
    <message>
        <source>Hugging Face ↗</source>
        <translation>Hugging Face ↗</translation>
    </message>
    <message>
        <source>Show its files</source>
        <translation>Mostrar sus archivos</translation>
    </message>
    <message>
        <source>Context of the forecast</source>
        <translation>Contexto de la previsión</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Pesos</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>Caché KV</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>Cálculo</translation>
    </message>
    <message>
        <source>Hide the card</source>
        <translation>Ocultar la ficha</translation>
    </message>
    <message>
        <source>Asking Hugging Face…</source>
        <translation>Consultando Hugging Face…</translation>
    </message>
    <message>
        <source>Take instead:</source>
        <translation>Elige en su lugar:</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Base: continues text</source>
        <translation>Base: continúa textos</translation>
    </message>
    <message>
        <source>Sees pictures and hears sounds</source>
        <translation>Ve imágenes y oye sonidos</translation>
    </message>
    <message>
        <source>Sees pictures</source>
        <translation>Ve imágenes</translation>
    </message>
    <message>
        <source>Hears sounds</source>
        <translation>Oye sonidos</translation>
    </message>
    <message>
        <source>Translates text</source>
        <translation>Traduce textos</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parámetros</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Idiomas</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>Descargas</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Actualizado</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>On request</source>
        <translation>Con permiso</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <source>{free} GB are free for a model now</source>
        <translation>Ahora hay {free} GB libres para un modelo</translation>
    </message>
    <message>
        <source>Prompt: {total} tokens, {cached} from the KV cache, {decoded} decoded</source>
        <translation>Prompt: {total} tokens, {cached} de la caché KV, {decoded} decodificados</translation>
    </message>
    <message>
        <source>From token {index} on: “{now}” instead of “{before}”</source>
        <translation>Desde el token {index}: «{now}» en lugar de «{before}»</translation>
    </message>
    <message>
        <source>Adapters: {scales}</source>
        <translation>Adaptadores: {scales}</translation>
    </message>
    <message>
        <source>From token {index} on: {scales}</source>
        <translation>Desde el token {index}: {scales}</translation>
    </message>
    <message>
        <source>Energy: estimated from processor time and the watts in the settings</source>
        <translation>Energía: estimada por el tiempo de procesador y los vatios de los ajustes</translation>
    </message>
    <message>
        <source>processor {joules} J</source>
        <translation>procesador {joules} J</translation>
    </message>
    <message>
        <source>graphics card {joules} J</source>
        <translation>tarjeta gráfica {joules} J</translation>
    </message>
    <message>
        <source>whole computer, from its battery, {joules} J</source>
        <translation>todo el ordenador, de su batería, {joules} J</translation>
    </message>
    <message>
        <source>{resting} J at rest left out</source>
        <translation>sin contar {resting} J en reposo</translation>
    </message>
    <message>
        <source>what is used at rest is not known, and in it</source>
        <translation>no se sabe lo que se gasta en reposo, y está incluido</translation>
    </message>
    <message>
        <source>Energy: {parts}</source>
        <translation>Energía: {parts}</translation>
    </message>
    <message>
        <source>Nothing was reused, so that times or tokens can be compared</source>
        <translation>No se reutilizó nada, para poder comparar tiempos o tokens</translation>
    </message>
    <message>
        <source>The answer before was another model&apos;s</source>
        <translation>La respuesta anterior era de otro modelo</translation>
    </message>
    <message>
        <source>The model was loaded in another way before</source>
        <translation>El modelo se había cargado de otra manera</translation>
    </message>
    <message>
        <source>The model was loaded again since the answer before</source>
        <translation>El modelo se volvió a cargar desde la respuesta anterior</translation>
    </message>
    <message>
        <source>An answer that was repeated or timed had the context to itself</source>
        <translation>Una respuesta repetida o cronometrada tuvo el contexto para ella sola</translation>
    </message>
    <message>
        <source>This kind of model cannot reuse a part of what it has read</source>
        <translation>Este tipo de modelo no puede reutilizar una parte de lo que ha leído</translation>
    </message>
    <message>
        <source>The chat&apos;s cache had made way for others</source>
        <translation>La caché del chat había dejado sitio a otras</translation>
    </message>
    <message>
        <source>Turns were left out of the prompt</source>
        <translation>Se dejaron turnos fuera del prompt</translation>
    </message>
    <message>
        <source>The scales of adapters were changed, and nothing computed before fits</source>
        <translation>Se cambiaron las escalas de los adaptadores y nada de lo calculado antes sirve</translation>
    </message>
    <message>
        <source>The system prompt was changed</source>
        <translation>Se cambió el prompt de sistema</translation>
    </message>
    <message>
        <source>What was said before is not the same</source>
        <translation>Lo dicho antes no es lo mismo</translation>
    </message>
    <message>
        <source>Speculative decoding: {accepted} of {drafted} drafted tokens accepted ({share} %)</source>
        <translation>Decodificación especulativa: {accepted} de {drafted} tokens anticipados aceptados ({share} %)</translation>
    </message>
    <message>
        <source>{tokens} tokens a step, about {gain} times as fast as without</source>
        <translation>{tokens} tokens por paso, unas {gain} veces la velocidad sin ella</translation>
    </message>
    <message>
        <source>The answer is the model&apos;s own: a draft only decides how many tokens a step checks.</source>
        <translation>La respuesta es la del propio modelo: lo anticipado solo decide cuántos tokens comprueba cada paso.</translation>
    </message>
    <message>
        <source>Of these, the draft model guessed {drafted}: {accepted} accepted</source>
        <translation>De ellos, el modelo borrador propuso {drafted}: {accepted} aceptados</translation>
    </message>
    <message>
        <source>Paused once, as drafts cost more than they saved</source>
        <translation>En pausa una vez, pues anticipar costaba más de lo que ahorraba</translation>
    </message>
    <message>
        <source>Paused {count} times, as drafts cost more than they saved</source>
        <translation>En pausa {count} veces, pues anticipar costaba más de lo que ahorraba</translation>
    </message>
</context>
<context>
    <name>DiscoverPage</name>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>List and model</source>
        <translation>Lista y modelo</translation>
    </message>
    <message>
        <source>Width of the list</source>
        <translation>Ancho de la lista</translation>
    </message>
    <message>
        <source>1 model</source>
        <translation>1 modelo</translation>
    </message>
    <message>
        <source>{count} models</source>
        <translation>{count} modelos</translation>
    </message>
    <message>
        <source>asking Hugging Face…</source>
        <translation>consultando Hugging Face…</translation>
    </message>
    <message>
        <source>as of {when}, kept on this computer</source>
        <translation>a fecha de {when}, guardado en este equipo</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>DiskBar</name>
    <message>
        <source>Models on disk</source>
        <translation>Modelos en el disco</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>{free} libres de {total}</translation>
    </message>
    <message>
        <source>Other apps&apos; files are used in place, never copied</source>
        <translation>Los archivos de otras aplicaciones se usan donde están, nunca se copian</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Shows the passage</source>
        <translation>Muestra el pasaje</translation>
    </message>
</context>
<context>
    <name>DocumentChips</name>
    <message>
        <source>The model for embeddings does not work: passages are found by words alone</source>
        <translation>El modelo de embeddings no funciona: los pasajes se encuentran solo por palabras</translation>
    </message>
    <message>
        <source>Vectors of {done} of {total} passages: the others are found by words</source>
        <translation>Vectores de {done} de {total} pasajes: los demás se encuentran por palabras</translation>
    </message>
    <message>
        <source>{name}, {pages}: searched for each question</source>
        <translation>{name}, {pages}: se busca en él con cada pregunta</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>Mostrar {name}</translation>
    </message>
    <message>
        <source>Search {name} no longer</source>
        <translation>No buscar más en {name}</translation>
    </message>
    <message>
        <source>Do not read {name}</source>
        <translation>No leer {name}</translation>
    </message>
    <message>
        <source>1 page</source>
        <translation>1 página</translation>
    </message>
    <message>
        <source>{count} pages</source>
        <translation>{count} páginas</translation>
    </message>
    <message>
        <source>1 section</source>
        <translation>1 sección</translation>
    </message>
    <message>
        <source>{count} sections</source>
        <translation>{count} secciones</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>Leyendo {name}…</translation>
    </message>
    <message>
        <source>Reading {name}: {pages} so far</source>
        <translation>Leyendo {name}: {pages} hasta ahora</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Add files…</source>
        <translation>Añadir archivos…</translation>
    </message>
    <message>
        <source>Delete from the library</source>
        <translation>Eliminar de la biblioteca</translation>
    </message>
    <message>
        <source>Find by meaning, too</source>
        <translation>Buscar también por significado</translation>
    </message>
    <message>
        <source>No: by words alone (BM25)</source>
        <translation>No: solo por palabras (BM25)</translation>
    </message>
    <message>
        <source>No model for embeddings is here: find one under Models</source>
        <translation>Aquí no hay ningún modelo de embeddings: busca uno en Modelos</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>Añadir archivos</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Cancel and throw away what came</source>
        <translation>Cancelar y desechar lo recibido</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Quitar de la lista</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chatear</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>{done} of {size}</source>
        <translation>{done} de {size}</translation>
    </message>
    <message>
        <source>{why}. Tries again in {seconds} s</source>
        <translation>{why}. Se reintenta en {seconds} s</translation>
    </message>
    <message>
        <source>Queued, {size}</source>
        <translation>En cola, {size}</translation>
    </message>
    <message>
        <source>Paused at {got}</source>
        <translation>En pausa: {got}</translation>
    </message>
    <message>
        <source>Checking the checksum, {share} %</source>
        <translation>Verificando la suma, {share} %</translation>
    </message>
    <message>
        <source>Asking what it holds…</source>
        <translation>Preguntando qué contiene…</translation>
    </message>
    <message>
        <source>Here, and its checksum is right</source>
        <translation>Listo, suma de verificación correcta</translation>
    </message>
    <message>
        <source>Here; no checksum was given</source>
        <translation>Listo; no se dio suma de verificación</translation>
    </message>
    <message>
        <source>{got}, nothing comes</source>
        <translation>{got}, no llega nada</translation>
    </message>
    <message>
        <source>{count} s left</source>
        <translation>Quedan {count} s</translation>
    </message>
    <message>
        <source>{count} min left</source>
        <translation>Quedan {count} min</translation>
    </message>
    <message>
        <source>{count} h left</source>
        <translation>Quedan {count} h</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Subir</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Bajar</translation>
    </message>
</context>
<context>
    <name>DownloadsPanel</name>
    <message>
        <source>Fold the downloads</source>
        <translation>Plegar las descargas</translation>
    </message>
    <message>
        <source>Open the models folder</source>
        <translation>Abrir la carpeta de modelos</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Quitar las terminadas</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>Descargas</translation>
    </message>
</context>
<context>
    <name>DraftBox</name>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>A smaller model with the same vocabulary guesses ahead, and this one checks several tokens at once. That is faster where reading the weights is what takes the time.</source>
        <translation>Un modelo más pequeño con el mismo vocabulario se adelanta y este comprueba varios tokens a la vez. Es más rápido cuando lo que tarda es leer los pesos.</translation>
    </message>
    <message>
        <source>Looking for a smaller model with the same vocabulary…</source>
        <translation>Buscando un modelo más pequeño con el mismo vocabulario…</translation>
    </message>
    <message>
        <source>No smaller model on this computer has the same vocabulary.</source>
        <translation>Ningún modelo más pequeño de este equipo tiene el mismo vocabulario.</translation>
    </message>
</context>
<context>
    <name>DraftField</name>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
</context>
<context>
    <name>EditCard</name>
    <message>
        <source>Model to change</source>
        <translation>Modelo que se cambia</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Value of the field</source>
        <translation>Valor del campo</translation>
    </message>
    <message>
        <source>general.description, for instance</source>
        <translation>general.description, por ejemplo</translation>
    </message>
    <message>
        <source>Key of a new field</source>
        <translation>Clave de un campo nuevo</translation>
    </message>
    <message>
        <source>Add this field</source>
        <translation>Añadir este campo</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Write the new model</source>
        <translation>Escribir el modelo nuevo</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>One file</source>
        <translation>Un archivo</translation>
    </message>
    <message>
        <source>Files of {size} at most</source>
        <translation>Archivos de {size} como máximo</translation>
    </message>
    <message>
        <source>This value is too long to be changed here: slm-desktop edit --set-file takes it from a file.</source>
        <translation>Este valor es demasiado largo para cambiarlo aquí: slm-desktop edit --set-file lo toma de un archivo.</translation>
    </message>
    <message>
        <source>Choose a field to change its value.</source>
        <translation>Elige un campo para cambiar su valor.</translation>
    </message>
    <message>
        <source>The weights are copied as they are, and the model itself stays as it is.</source>
        <translation>Los pesos se copian tal cual, y el modelo original queda como está.</translation>
    </message>
    <message>
        <source>It will be saved as {path}.</source>
        <translation>Se guardará como {path}.</translation>
    </message>
    <message>
        <source>It will be saved as {count} files, the first of them {path}.</source>
        <translation>Se guardará como {count} archivos; el primero, {path}.</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Edited message</source>
        <translation>Mensaje editado</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Intro</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>End now</source>
        <translation>Terminar ya</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Log of the engine</source>
        <translation>Registro del motor</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>GB of memory</source>
        <translation>GB de memoria</translation>
    </message>
    <message>
        <source>% of a core</source>
        <translation>% de un núcleo</translation>
    </message>
    <message>
        <source>process</source>
        <translation>proceso</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>Ningún modelo cargado</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>In the graph</source>
        <translation>En el gráfico</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Cargando</translation>
    </message>
    <message>
        <source>Could not be loaded</source>
        <translation>No se pudo cargar</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>No responde</translation>
    </message>
    <message>
        <source>llama.cpp {build}, sandbox: {sandbox}</source>
        <translation>llama.cpp {build}, aislamiento: {sandbox}</translation>
    </message>
    <message>
        <source>The engine has given no warning.</source>
        <translation>El motor no ha dado ningún aviso.</translation>
    </message>
</context>
<context>
    <name>EngineSummary</name>
    <message>
        <source>1 thread</source>
        <translation>1 hilo</translation>
    </message>
    <message>
        <source>{count} threads</source>
        <translation>{count} hilos</translation>
    </message>
    <message>
        <source>{used} of {all} layers</source>
        <translation>{used} de {all} capas</translation>
    </message>
    <message>
        <source>{threads} of {most} threads</source>
        <translation>{threads} de {most} hilos</translation>
    </message>
    <message>
        <source>computer busy</source>
        <translation>equipo ocupado</translation>
    </message>
    <message>
        <source>beside your work</source>
        <translation>junto a tu trabajo</translation>
    </message>
    <message>
        <source>in the background</source>
        <translation>en segundo plano</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>con batería</translation>
    </message>
    <message>
        <source>no graphics card can be used with this engine build</source>
        <translation>con esta compilación del motor no se puede usar ninguna tarjeta gráfica</translation>
    </message>
    <message>
        <source>{used} of {asked} layers asked for fit on the graphics card</source>
        <translation>de las {asked} capas pedidas, {used} caben en la tarjeta gráfica</translation>
    </message>
    <message>
        <source>its chat template does not work, {used} is used</source>
        <translation>su plantilla de chat no funciona, se usa {used}</translation>
    </message>
    <message>
        <source>it has no chat template, {used} is used</source>
        <translation>no tiene plantilla de chat, se usa {used}</translation>
    </message>
    <message>
        <source>the draft model {name} is not used: {why}</source>
        <translation>el modelo borrador {name} no se usa: {why}</translation>
    </message>
    <message>
        <source>this kind of model writes one answer at a time</source>
        <translation>este tipo de modelo escribe una sola respuesta a la vez</translation>
    </message>
    <message>
        <source>context</source>
        <translation>contexto</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>hilos</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>lote</translation>
    </message>
    <message>
        <source>slots</source>
        <translation>ranuras</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>caché KV</translation>
    </message>
    <message>
        <source>{name}: {asked} asked, {used} used</source>
        <translation>{name}: se pidió {asked}, se usa {used}</translation>
    </message>
    <message>
        <source>it has another vocabulary</source>
        <translation>tiene otro vocabulario</translation>
    </message>
    <message>
        <source>this kind of model cannot take a guess back</source>
        <translation>este tipo de modelo no puede retirar una propuesta</translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation>no hay memoria suficiente para él</translation>
    </message>
    <message>
        <source>its file is gone</source>
        <translation>su archivo ya no está</translation>
    </message>
    <message>
        <source>it cannot be loaded</source>
        <translation>no se puede cargar</translation>
    </message>
    <message>
        <source>Hears sounds by {name}</source>
        <translation>Oye sonidos con {name}</translation>
    </message>
    <message>
        <source>Sees pictures and hears sounds by {name}</source>
        <translation>Ve imágenes y oye sonidos con {name}</translation>
    </message>
    <message>
        <source>Other programs use {cores} cores: fewer threads write faster then</source>
        <translation>Otros programas usan {cores} núcleos: con menos hilos se escribe más rápido</translation>
    </message>
    <message>
        <source>Draft model {name}</source>
        <translation>Modelo borrador {name}</translation>
    </message>
    <message>
        <source>Sees pictures by {name}</source>
        <translation>Ve imágenes con {name}</translation>
    </message>
    <message>
        <source>it takes no pictures or sounds, {name} is not used: {why}</source>
        <translation>no admite imágenes ni sonidos, {name} no se usa: {why}</translation>
    </message>
    <message>
        <source>Architecture {name}, {count} million parameters</source>
        <translation>Arquitectura {name}, {count} millones de parámetros</translation>
    </message>
    <message>
        <source>Context {used} of {trained} tokens</source>
        <translation>Contexto de {used} de {trained} tokens</translation>
    </message>
    <message>
        <source>Loaded in {seconds} s</source>
        <translation>Cargado en {seconds} s</translation>
    </message>
    <message>
        <source>“User: … Assistant: …”</source>
        <translation>«Usuario: … Asistente: …»</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The model file is not there</source>
        <translation>El archivo del modelo no está</translation>
    </message>
    <message>
        <source>Nothing is at {path}. It may have been moved, renamed or on a disk that is not connected.</source>
        <translation>No hay nada en {path}. Puede que se haya movido, que tenga otro nombre o que esté en un disco sin conectar.</translation>
    </message>
    <message>
        <source>That is a folder, not a model</source>
        <translation>Eso es una carpeta, no un modelo</translation>
    </message>
    <message>
        <source>{path} is a folder. Choose the .gguf file inside it.</source>
        <translation>{path} es una carpeta. Elige el archivo .gguf que contiene.</translation>
    </message>
    <message>
        <source>The model file cannot be read</source>
        <translation>El archivo del modelo no se puede leer</translation>
    </message>
    <message>
        <source>The system refused to open {path}: {reason}. Change the file&apos;s permissions or choose another.</source>
        <translation>El sistema no permitió abrir {path}: {reason}. Cambia los permisos del archivo o elige otro.</translation>
    </message>
    <message>
        <source>The model file is empty</source>
        <translation>El archivo del modelo está vacío</translation>
    </message>
    <message>
        <source>{path} holds no bytes. The download was probably cut off; get the file again.</source>
        <translation>{path} no contiene ningún byte. Probablemente se cortó la descarga; vuelve a obtener el archivo.</translation>
    </message>
    <message>
        <source>This is a web page, not a model</source>
        <translation>Esto es una página web, no un modelo</translation>
    </message>
    <message>
        <source>{path} holds HTML: the page was saved in place of the file it links to. Download the file itself.</source>
        <translation>{path} contiene HTML: se guardó la página en lugar del archivo al que enlaza. Descarga el archivo mismo.</translation>
    </message>
    <message>
        <source>This is a Git LFS pointer, not a model</source>
        <translation>Esto es un puntero de Git LFS, no un modelo</translation>
    </message>
    <message>
        <source>{path} only names a large file of {size}. Run “git lfs pull” in its folder, or download it again.</source>
        <translation>{path} solo nombra un archivo grande de {size}. Ejecuta «git lfs pull» en su carpeta o descárgalo de nuevo.</translation>
    </message>
    <message>
        <source>This is a ZIP archive, not a model</source>
        <translation>Esto es un archivo ZIP, no un modelo</translation>
    </message>
    <message>
        <source>Unpack {path} and choose the .gguf file that comes out.</source>
        <translation>Descomprime {path} y elige el archivo .gguf que salga.</translation>
    </message>
    <message>
        <source>This is a safetensors file, not GGUF</source>
        <translation>Esto es un archivo safetensors, no GGUF</translation>
    </message>
    <message>
        <source>llama.cpp reads GGUF. Look for a GGUF version of this model.</source>
        <translation>llama.cpp lee GGUF. Busca una versión GGUF de este modelo.</translation>
    </message>
    <message>
        <source>This is not a GGUF file</source>
        <translation>Esto no es un archivo GGUF</translation>
    </message>
    <message>
        <source>{path} does not begin as a GGUF file does, so it holds no model that llama.cpp can read.</source>
        <translation>{path} no empieza como un archivo GGUF, así que no contiene ningún modelo que llama.cpp pueda leer.</translation>
    </message>
    <message>
        <source>This GGUF version cannot be read</source>
        <translation>Esta versión de GGUF no se puede leer</translation>
    </message>
    <message>
        <source>The file says version {version}; versions 2 and 3 can be read. Get a newer file of this model.</source>
        <translation>El archivo dice versión {version}; se pueden leer las versiones 2 y 3. Consigue un archivo más nuevo de este modelo.</translation>
    </message>
    <message>
        <source>The model&apos;s header is damaged</source>
        <translation>La cabecera del modelo está dañada</translation>
    </message>
    <message>
        <source>{reason}. The file is damaged or was made to do harm; download it again from a source you trust.</source>
        <translation>{reason}. El archivo está dañado o se hizo para causar daño; descárgalo de nuevo de una fuente de confianza.</translation>
    </message>
    <message>
        <source>The model file is incomplete</source>
        <translation>El archivo del modelo está incompleto</translation>
    </message>
    <message>
        <source>Its header promises more data than the file holds. The download was probably cut off.</source>
        <translation>Su cabecera promete más datos de los que contiene el archivo. Probablemente se cortó la descarga.</translation>
    </message>
    <message>
        <source>This kind of model cannot be run</source>
        <translation>Este tipo de modelo no se puede ejecutar</translation>
    </message>
    <message>
        <source>Its architecture is “{architecture}”, which llama.cpp {build} does not know. Choose another model.</source>
        <translation>Su arquitectura es «{architecture}», que llama.cpp {build} no conoce. Elige otro modelo.</translation>
    </message>
    <message>
        <source>This model makes embeddings and cannot chat</source>
        <translation>Este modelo crea embeddings y no puede chatear</translation>
    </message>
    <message>
        <source>“{architecture}” turns text into numbers for search. Choose a chat or text model.</source>
        <translation>«{architecture}» convierte texto en números para buscar. Elige un modelo de chat o de texto.</translation>
    </message>
    <message>
        <source>This model ranks texts and makes no vectors</source>
        <translation>Este modelo ordena textos y no crea vectores</translation>
    </message>
    <message>
        <source>“{architecture}” says how well a text answers a question. Choose a model for embeddings.</source>
        <translation>«{architecture}» indica en qué medida un texto responde a una pregunta. Elija un modelo de embeddings.</translation>
    </message>
    <message>
        <source>This engine makes no vectors</source>
        <translation>Este motor no crea vectores</translation>
    </message>
    <message>
        <source>The model was loaded to write answers. Load it for embeddings.</source>
        <translation>El modelo se cargó para escribir respuestas. Cárguelo para embeddings.</translation>
    </message>
    <message>
        <source>There is no text</source>
        <translation>No hay texto</translation>
    </message>
    <message>
        <source>A vector is made of a text with at least one token.</source>
        <translation>Un vector se crea a partir de un texto con al menos un token.</translation>
    </message>
    <message>
        <source>The text is too long for the model</source>
        <translation>El texto es demasiado largo para el modelo</translation>
    </message>
    <message>
        <source>It has {count} tokens, and the model takes {most} at once. Cut it into parts.</source>
        <translation>Tiene {count} tokens y el modelo admite {most} a la vez. Divídalo en partes.</translation>
    </message>
    <message>
        <source>This model fills in text and cannot chat here</source>
        <translation>Este modelo rellena texto y no puede chatear aquí</translation>
    </message>
    <message>
        <source>“{architecture}” writes a whole text at once, by diffusion. Choose a chat or text model.</source>
        <translation>«{architecture}» escribe un texto entero de una vez, por difusión. Elige un modelo de chat o de texto.</translation>
    </message>
    <message>
        <source>This model translates and cannot chat</source>
        <translation>Este modelo traduce y no puede chatear</translation>
    </message>
    <message>
        <source>“{architecture}” reads a whole text and writes another. Choose a chat or text model.</source>
        <translation>«{architecture}» lee un texto entero y escribe otro. Elige un modelo de chat o de texto.</translation>
    </message>
    <message>
        <source>This is the part of a model that reads pictures or sounds</source>
        <translation>Esta es la parte de un modelo que lee imágenes o sonidos</translation>
    </message>
    <message>
        <source>An mmproj file only works beside its language model. Choose the other .gguf file of that model.</source>
        <translation>Un archivo mmproj solo funciona junto a su modelo de lenguaje. Elige el otro archivo .gguf de ese modelo.</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>No hay memoria suficiente</translation>
    </message>
    <message>
        <source>This model needs {needed} at a context of {context} tokens, and {free} are free.</source>
        <translation>Este modelo necesita {needed} con un contexto de {context} tokens, y hay {free} libres.</translation>
    </message>
    <message>
        <source>Not enough memory for this model</source>
        <translation>No hay memoria suficiente para este modelo</translation>
    </message>
    <message>
        <source>It needs {needed} even with the smallest context, and {free} are free. Close programs or choose a smaller model.</source>
        <translation>Necesita {needed} incluso con el contexto más pequeño, y hay {free} libres. Cierra programas o elige un modelo más pequeño.</translation>
    </message>
    <message>
        <source>Not enough memory for this answer</source>
        <translation>No hay memoria suficiente para esta respuesta</translation>
    </message>
    <message>
        <source>The prompt needs more memory than there is. The model is still loaded, and nothing is lost.</source>
        <translation>El prompt necesita más memoria de la que hay. El modelo sigue cargado y no se ha perdido nada.</translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation>No se pudo cargar el modelo</translation>
    </message>
    <message>
        <source>llama.cpp said: {reason}</source>
        <translation>llama.cpp dijo: {reason}</translation>
    </message>
    <message>
        <source>This model was set aside</source>
        <translation>Este modelo se dejó aparte</translation>
    </message>
    <message>
        <source>The engine ended {times} times in a row with it, so it is not started again by itself. {reason}</source>
        <translation>El motor terminó {times} veces seguidas con él, así que no se inicia de nuevo por sí solo. {reason}</translation>
    </message>
    <message>
        <source>The message is longer than the context</source>
        <translation>El mensaje es más largo que el contexto</translation>
    </message>
    <message>
        <source>It is {tokens} tokens long and the context holds {context}. Shorten it, or load the model with a larger context.</source>
        <translation>Tiene {tokens} tokens y en el contexto caben {context}. Acórtalo o carga el modelo con un contexto mayor.</translation>
    </message>
    <message>
        <source>This chat has outgrown the context</source>
        <translation>Este chat ya no cabe en el contexto</translation>
    </message>
    <message>
        <source>It is {tokens} tokens long and the context holds {context}. Your settings say that nothing may be left out.</source>
        <translation>Tiene {tokens} tokens y en el contexto caben {context}. Según tus ajustes no se puede omitir nada.</translation>
    </message>
    <message>
        <source>This answer was made by another model</source>
        <translation>Esta respuesta la hizo otro modelo</translation>
    </message>
    <message>
        <source>It can be repeated exactly with {model} alone. Load that model, then try again.</source>
        <translation>Solo se puede repetir exactamente con {model}. Carga ese modelo e inténtalo de nuevo.</translation>
    </message>
    <message>
        <source>The context is in use</source>
        <translation>El contexto está ocupado</translation>
    </message>
    <message>
        <source>Other answers are being written and fill the {context} tokens of this model. Stop one, or wait and send again.</source>
        <translation>Se están escribiendo otras respuestas que llenan los {context} tokens de este modelo. Detén una, o espera y envía de nuevo.</translation>
    </message>
    <message>
        <source>The engine could not go on with this answer</source>
        <translation>El motor no pudo seguir con esta respuesta</translation>
    </message>
    <message>
        <source>llama_decode returned {status}. What was written so far is kept; send the message again.</source>
        <translation>llama_decode devolvió {status}. Lo escrito hasta ahora se conserva; envía el mensaje de nuevo.</translation>
    </message>
    <message>
        <source>The prompt could not be built</source>
        <translation>No se pudo construir el prompt</translation>
    </message>
    <message>
        <source>{reason}. Send the message again, or choose another model.</source>
        <translation>{reason}. Envía el mensaje de nuevo o elige otro modelo.</translation>
    </message>
    <message>
        <source>The runtime failed its self-test</source>
        <translation>El runtime no ha superado su prueba</translation>
    </message>
    <message>
        <source>{folder}: {reason}. It is not used: models are loaded with the last one that passed, or the built-in one.</source>
        <translation>{folder}: {reason}. No se usa: los modelos se cargan con el último que la superó, o con el incluido.</translation>
    </message>
    <message>
        <source>The chosen runtime could not be used</source>
        <translation>No se pudo usar el runtime elegido</translation>
    </message>
    <message>
        <source>{folder}: {reason}. Choose another folder, or use the built-in runtime.</source>
        <translation>{folder}: {reason}. Elige otra carpeta o usa el runtime incluido.</translation>
    </message>
    <message>
        <source>The engine stopped at a failed check</source>
        <translation>El motor se detuvo en una comprobación fallida</translation>
    </message>
    <message>
        <source>llama.cpp ended itself: {reason}</source>
        <translation>llama.cpp se cerró solo: {reason}</translation>
    </message>
    <message>
        <source>The engine crashed</source>
        <translation>El motor falló</translation>
    </message>
    <message>
        <source>It read memory that is not its own (segmentation fault). The model file may be damaged.</source>
        <translation>Leyó memoria que no era suya (segmentation fault). El archivo del modelo puede estar dañado.</translation>
    </message>
    <message>
        <source>The model file changed while it was in use</source>
        <translation>El archivo del modelo cambió mientras se usaba</translation>
    </message>
    <message>
        <source>The engine could no longer read it (bus error): it was cut, replaced, or its disk went away.</source>
        <translation>El motor ya no podía leerlo (bus error): se cortó, se sustituyó o desapareció su disco.</translation>
    </message>
    <message>
        <source>This build of the engine does not fit the processor</source>
        <translation>Esta compilación del motor no es para este procesador</translation>
    </message>
    <message>
        <source>It used an instruction that this processor does not have. Choose a runtime made for it.</source>
        <translation>Usó una instrucción que este procesador no tiene. Elige un runtime hecho para él.</translation>
    </message>
    <message>
        <source>The engine was ended from outside</source>
        <translation>Algo externo cerró el motor</translation>
    </message>
    <message>
        <source>The system or a person ended it (SIGKILL). Systems do so when memory runs out.</source>
        <translation>Lo cerró el sistema o una persona (SIGKILL). Los sistemas lo hacen cuando se acaba la memoria.</translation>
    </message>
    <message>
        <source>You stopped the engine</source>
        <translation>Detuviste el motor</translation>
    </message>
    <message>
        <source>What was written so far is kept.</source>
        <translation>Lo escrito hasta ahora se conserva.</translation>
    </message>
    <message>
        <source>The engine stopped by itself</source>
        <translation>El motor se detuvo solo</translation>
    </message>
    <message>
        <source>It ended with code {status}. {reason}</source>
        <translation>Terminó con el código {status}. {reason}</translation>
    </message>
    <message>
        <source>The engine sent something unreadable</source>
        <translation>El motor envió algo ilegible</translation>
    </message>
    <message>
        <source>It was ended: {reason}.</source>
        <translation>Se cerró: {reason}.</translation>
    </message>
    <message>
        <source>The engine could not be started</source>
        <translation>No se pudo iniciar el motor</translation>
    </message>
    <message>
        <source>The system said: {reason}.</source>
        <translation>El sistema dijo: {reason}.</translation>
    </message>
    <message>
        <source>Too many files are open</source>
        <translation>Hay demasiados archivos abiertos</translation>
    </message>
    <message>
        <source>The system allows no more open files, so the engine could not start. Close programs and try again.</source>
        <translation>El sistema no permite abrir más archivos, así que el motor no pudo iniciarse. Cierra programas e inténtalo de nuevo.</translation>
    </message>
    <message>
        <source>The engine does not answer</source>
        <translation>El motor no responde</translation>
    </message>
    <message>
        <source>Nothing was heard from it for {seconds} seconds. Wait, or stop it: what was written is kept.</source>
        <translation>No se sabe nada de él desde hace {seconds} segundos. Espera o detenlo: lo escrito se conserva.</translation>
    </message>
    <message>
        <source>This engine does not say what could have come instead</source>
        <translation>Este motor no dice qué podría haber salido en su lugar</translation>
    </message>
    <message>
        <source>The lens needs a model that runs on this computer: choose one, and it goes over the answer.</source>
        <translation>La lupa necesita un modelo que se ejecute en este equipo: elige uno y repasará la respuesta.</translation>
    </message>
    <message>
        <source>An adapter does not fit the model</source>
        <translation>Un adaptador no encaja en el modelo</translation>
    </message>
    <message>
        <source>{name} cannot be used: {reason}. The model was not loaded.</source>
        <translation>{name} no se puede usar: {reason}. El modelo no se ha cargado.</translation>
    </message>
    <message>
        <source>This engine cannot go on with an answer</source>
        <translation>Este motor no puede continuar una respuesta</translation>
    </message>
    <message>
        <source>{model} would begin it anew. Nothing was sent: remove what answers begin with, or use another engine.</source>
        <translation>{model} la empezaría de nuevo. No se ha enviado nada: quite el comienzo de las respuestas o use otro motor.</translation>
    </message>
    <message>
        <source>This engine has no text completion</source>
        <translation>Este motor no continúa textos</translation>
    </message>
    <message>
        <source>{model} takes chats alone. Nothing was sent: turn text completion off, or use another engine.</source>
        <translation>{model} solo acepta chats. No se ha enviado nada: desactive la continuación de texto o use otro motor.</translation>
    </message>
    <message>
        <source>This model does not fill gaps</source>
        <translation>Este modelo no rellena huecos</translation>
    </message>
    <message>
        <source>{model} was not trained for a text that follows, as some models for code are. Nothing was sent: empty “What follows”, or choose another model.</source>
        <translation>{model} no está entrenado para un texto que sigue, como algunos modelos para código. No se ha enviado nada: vacía «Lo que sigue» o elige otro modelo.</translation>
    </message>
    <message>
        <source>This engine cannot be told of tools</source>
        <translation>Este motor no admite herramientas</translation>
    </message>
    <message>
        <source>{model} takes none. Nothing was sent: choose no tools in this chat, or use another engine.</source>
        <translation>{model} no las admite. No se ha enviado nada: no elijas herramientas en este chat, o usa otro motor.</translation>
    </message>
    <message>
        <source>A tool of this chat is not there any more</source>
        <translation>Una herramienta de este chat ya no está</translation>
    </message>
    <message>
        <source>{tool} was removed, or its server was. Nothing was sent: choose the tools of this chat anew.</source>
        <translation>Se quitó {tool}, o su servidor. No se ha enviado nada: vuelve a elegir las herramientas de este chat.</translation>
    </message>
    <message>
        <source>These servers cannot be used</source>
        <translation>Estos servidores no se pueden usar</translation>
    </message>
    <message>
        <source>{reason} Nothing was changed.</source>
        <translation>{reason} No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>This chat is too long for that</source>
        <translation>Este chat es demasiado largo para eso</translation>
    </message>
    <message>
        <source>Its prompt has {tokens} tokens; an answer can be chosen token by token behind {most} at most.</source>
        <translation>Su prompt tiene {tokens} tokens; se puede elegir una respuesta token a token tras {most} como mucho.</translation>
    </message>
    <message>
        <source>An answer is being written in this chat</source>
        <translation>Se está escribiendo una respuesta en este chat</translation>
    </message>
    <message>
        <source>Wait until it is complete, or stop it; what you chose is still there.</source>
        <translation>Espera a que termine o detenla; lo que elegiste sigue ahí.</translation>
    </message>
    <message>
        <source>The question was deleted</source>
        <translation>La pregunta se eliminó</translation>
    </message>
    <message>
        <source>An answer cannot be kept without it. Bring the question back first.</source>
        <translation>Sin ella no se puede guardar una respuesta. Recupera antes la pregunta.</translation>
    </message>
    <message>
        <source>This text cannot begin an answer</source>
        <translation>Este texto no puede empezar una respuesta</translation>
    </message>
    <message>
        <source>It ends in the middle of a character, or is a sign that only steers the model.</source>
        <translation>Termina en mitad de un carácter o es una señal que solo guía al modelo.</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>No hay ningún modelo cargado</translation>
    </message>
    <message>
        <source>Choose a model above, then send the message again.</source>
        <translation>Elige un modelo arriba y envía el mensaje de nuevo.</translation>
    </message>
    <message>
        <source>This chat is no longer there</source>
        <translation>Este chat ya no está</translation>
    </message>
    <message>
        <source>It was deleted. As long as the app runs, Undo below the list brings back the last one.</source>
        <translation>Se eliminó. Mientras la aplicación siga abierta, Deshacer, debajo de la lista, recupera el último.</translation>
    </message>
    <message>
        <source>The chat could not be saved</source>
        <translation>No se pudo guardar el chat</translation>
    </message>
    <message>
        <source>The database said: {reason}. Your chat stays in this window; save it elsewhere before you close it.</source>
        <translation>La base de datos dijo: {reason}. Tu chat sigue en esta ventana; guárdalo en otro lugar antes de cerrarla.</translation>
    </message>
    <message>
        <source>The chats could not be read</source>
        <translation>No se pudieron leer los chats</translation>
    </message>
    <message>
        <source>The database said: {reason}. Another program may be using it; nothing is lost by that.</source>
        <translation>La base de datos dijo: {reason}. Puede que la esté usando otro programa; no se pierde nada por ello.</translation>
    </message>
    <message>
        <source>Chats cannot be saved where they belong</source>
        <translation>Los chats no se pueden guardar en su sitio</translation>
    </message>
    <message>
        <source>{folder} cannot be written: {reason}. You can read and chat, and it is saved there once that works again. Save what you need elsewhere before you close the app.</source>
        <translation>No se puede escribir en {folder}: {reason}. Puedes leer y chatear, y se guardará allí cuando vuelva a funcionar. Guarda en otro lugar lo que necesites antes de cerrar la aplicación.</translation>
    </message>
    <message>
        <source>The chat database was damaged and was replaced</source>
        <translation>La base de datos de chats estaba dañada y se sustituyó</translation>
    </message>
    <message>
        <source>The database said: {reason}. The copy of {backup} was put in its place, with all that could still be read. The old file is kept as {kept}.</source>
        <translation>La base de datos dijo: {reason}. En su lugar está la copia del {backup}, con todo lo que aún se pudo leer. El archivo antiguo se conserva como {kept}.</translation>
    </message>
    <message>
        <source>The chat database was damaged and was begun anew</source>
        <translation>La base de datos de chats estaba dañada y se empezó de nuevo</translation>
    </message>
    <message>
        <source>The database said: {reason}. What could still be read is in the new one; the old file is kept as {kept}.</source>
        <translation>La base de datos dijo: {reason}. Lo que aún se pudo leer está en la nueva; el archivo antiguo se conserva como {kept}.</translation>
    </message>
    <message>
        <source>The chat database is damaged</source>
        <translation>La base de datos de chats está dañada</translation>
    </message>
    <message>
        <source>A check found: {reason}. At the next start the copy of {backup} takes its place, with all that can still be read; the damaged file is kept.</source>
        <translation>Una comprobación encontró: {reason}. En el próximo inicio ocupará su lugar la copia del {backup}, con todo lo que aún se pueda leer; el archivo dañado se conserva.</translation>
    </message>
    <message>
        <source>A check found: {reason}. There is no copy of it yet. At the next start all that can still be read is brought into a new one; the damaged file is kept.</source>
        <translation>Una comprobación encontró: {reason}. Aún no hay ninguna copia. En el próximo inicio, todo lo que aún se pueda leer se pasará a una base nueva; la dañada se conserva.</translation>
    </message>
    <message>
        <source>Your chats are not where they were</source>
        <translation>Tus chats no están donde estaban</translation>
    </message>
    <message>
        <source>The chat database is gone or empty, as a power failure can leave it. There is a copy of {backup}, with messages: {count}. What you write now is kept in any case.</source>
        <translation>La base de datos de los chats ha desaparecido o está vacía, como puede dejarla un corte de luz. Hay una copia del {backup}, con estos mensajes: {count}. Lo que escribas ahora se conserva en cualquier caso.</translation>
    </message>
    <message>
        <source>The daily copy of your chats could not be made</source>
        <translation>No se pudo hacer la copia diaria de tus chats</translation>
    </message>
    <message>
        <source>The system said: {reason}. Your chats themselves are saved.</source>
        <translation>El sistema dijo: {reason}. Los chats en sí están guardados.</translation>
    </message>
    <message>
        <source>This file cannot be imported</source>
        <translation>Este archivo no se puede importar</translation>
    </message>
    <message>
        <source>It is damaged, or was changed: {reason}. Nothing was added.</source>
        <translation>Está dañado o se modificó: {reason}. No se añadió nada.</translation>
    </message>
    <message>
        <source>This file comes from a newer version of the app</source>
        <translation>Este archivo es de una versión más nueva de la aplicación</translation>
    </message>
    <message>
        <source>Its format is {version}, and this app knows formats up to {known}. Update the app to import it.</source>
        <translation>Su formato es el {version}, y esta aplicación conoce hasta el {known}. Actualiza la aplicación para importarlo.</translation>
    </message>
    <message>
        <source>This is no export of chats</source>
        <translation>Esto no es una exportación de chats</translation>
    </message>
    <message>
        <source>Choose a .json file that SLM Desktop has exported.</source>
        <translation>Elige un archivo .json que haya exportado SLM Desktop.</translation>
    </message>
    <message>
        <source>The file could not be read or written</source>
        <translation>No se pudo leer o escribir el archivo</translation>
    </message>
    <message>
        <source>{path}: {reason}.</source>
        <translation>{path}: {reason}.</translation>
    </message>
    <message>
        <source>The prompt is too long to be kept</source>
        <translation>El prompt es demasiado largo para guardarlo</translation>
    </message>
    <message>
        <source>It has {count} characters; at most {limit} are kept. Shorten it, or keep it as a file and attach that.</source>
        <translation>Tiene {count} caracteres; se guardan {limit} como máximo. Acórtalo, o guárdalo en un archivo y adjúntalo.</translation>
    </message>
    <message>
        <source>There are {limit} already. Delete one that you do not need, and keep this one then.</source>
        <translation>Ya hay {limit}. Elimina uno que no necesites y guarda este después.</translation>
    </message>
    <message>
        <source>It would be {size}; at most {most} can be read again. Export the chats with pictures or sounds one by one.</source>
        <translation>Ocuparía {size}; como máximo se pueden volver a leer {most}. Exporta uno a uno los chats con imágenes o sonidos.</translation>
    </message>
    <message>
        <source>No more prompts can be kept</source>
        <translation>No se pueden guardar más prompts</translation>
    </message>
    <message>
        <source>The file would be too large</source>
        <translation>El archivo sería demasiado grande</translation>
    </message>
    <message>
        <source>The file is too large</source>
        <translation>El archivo es demasiado grande</translation>
    </message>
    <message>
        <source>{path} holds {size}; at most {most} can be taken.</source>
        <translation>{path} ocupa {size}; se admiten como mucho {most}.</translation>
    </message>
    <message>
        <source>This is not a text file</source>
        <translation>Esto no es un archivo de texto</translation>
    </message>
    <message>
        <source>{path} does not hold readable text, so a language model could do nothing with it.</source>
        <translation>{path} no contiene texto legible, así que un modelo de lenguaje no podría hacer nada con él.</translation>
    </message>
    <message>
        <source>Work in the background failed</source>
        <translation>Falló una tarea en segundo plano</translation>
    </message>
    <message>
        <source>“{queue}” said: {reason}. What you do here is not affected; starting the app again may help.</source>
        <translation>«{queue}» dijo: {reason}. Lo que haces aquí no se ve afectado; puede ayudar reiniciar la aplicación.</translation>
    </message>
    <message>
        <source>The app ended unexpectedly last time</source>
        <translation>La aplicación se cerró de forma inesperada la última vez</translation>
    </message>
    <message>
        <source>Your chats are here, answers as far as they were written. {reason}</source>
        <translation>Tus chats están aquí, y las respuestas hasta donde se escribieron. {reason}</translation>
    </message>
    <message>
        <source>What you wrote last could not be saved</source>
        <translation>Lo último que escribiste no se pudo guardar</translation>
    </message>
    <message>
        <source>The disk refused it: {reason}. Make room and try again; what is not saved now is lost.</source>
        <translation>El disco lo ha rechazado: {reason}. Haz sitio e inténtalo de nuevo; lo que no se guarde ahora se pierde.</translation>
    </message>
    <message>
        <source>Your last changes to the settings could not be saved</source>
        <translation>Los últimos cambios de los ajustes no se pudieron guardar</translation>
    </message>
    <message>
        <source>The disk refused them. Make room and try again; otherwise they are lost.</source>
        <translation>El disco los ha rechazado. Haz sitio e inténtalo de nuevo; si no, se pierden.</translation>
    </message>
    <message>
        <source>The settings could not be read</source>
        <translation>No se pudieron leer los ajustes</translation>
    </message>
    <message>
        <source>Defaults are used. The old file is kept as {kept}.</source>
        <translation>Se usan los valores predeterminados. El archivo antiguo se conserva como {kept}.</translation>
    </message>
    <message>
        <source>The app is set to stay offline</source>
        <translation>La aplicación está configurada para permanecer sin conexión</translation>
    </message>
    <message>
        <source>Nothing was asked of any server. Allow the network in the settings to search and download models.</source>
        <translation>No se consultó ningún servidor. Permite la red en los ajustes para buscar y descargar modelos.</translation>
    </message>
    <message>
        <source>The address of the Hub is not valid</source>
        <translation>La dirección del Hub no es válida</translation>
    </message>
    <message>
        <source>“{address}” is no web address. Correct it in the settings, or empty the field for Hugging Face.</source>
        <translation>«{address}» no es una dirección web. Corrígela en los ajustes, o vacía el campo para usar Hugging Face.</translation>
    </message>
    <message>
        <source>The Hub cannot be reached</source>
        <translation>No se puede acceder al Hub</translation>
    </message>
    <message>
        <source>{host} did not answer: {reason}. Check the connection; what is on this computer works without it.</source>
        <translation>{host} no respondió: {reason}. Comprueba la conexión; lo que hay en este equipo funciona sin ella.</translation>
    </message>
    <message>
        <source>The Hub does not answer</source>
        <translation>El Hub no responde</translation>
    </message>
    <message>
        <source>{host} said nothing for {seconds} seconds. Try again, or check the connection.</source>
        <translation>{host} no dijo nada durante {seconds} segundos. Inténtalo de nuevo o comprueba la conexión.</translation>
    </message>
    <message>
        <source>The proxy refused the connection</source>
        <translation>El proxy rechazó la conexión</translation>
    </message>
    <message>
        <source>The system said: {reason}. Check the proxy in the settings.</source>
        <translation>El sistema dijo: {reason}. Comprueba el proxy en los ajustes.</translation>
    </message>
    <message>
        <source>The connection is not safe</source>
        <translation>La conexión no es segura</translation>
    </message>
    <message>
        <source>The certificate of {host} could not be checked: {reason}. A wrong clock or a program that inspects encrypted traffic can cause this.</source>
        <translation>No se pudo comprobar el certificado de {host}: {reason}. Puede deberse a un reloj mal puesto o a un programa que inspecciona el tráfico cifrado.</translation>
    </message>
    <message>
        <source>The Hub led to an address that is not allowed</source>
        <translation>El Hub llevó a una dirección que no está permitida</translation>
    </message>
    <message>
        <source>It sent the request on to {host}, which is not an encrypted web address. Nothing was fetched from there.</source>
        <translation>Redirigió la petición a {host}, que no es una dirección web cifrada. No se obtuvo nada de allí.</translation>
    </message>
    <message>
        <source>It sent the request on to an address that begins with “{scheme}:”. Nothing was opened.</source>
        <translation>Reenvió la petición a una dirección que empieza por «{scheme}:». No se abrió nada.</translation>
    </message>
    <message>
        <source>The Hub leads in circles</source>
        <translation>El Hub da vueltas en círculo</translation>
    </message>
    <message>
        <source>{host} sent the request on again and again. Nothing was fetched; try again later.</source>
        <translation>{host} reenvió la petición una y otra vez. No se descargó nada; inténtalo más tarde.</translation>
    </message>
    <message>
        <source>The address of the file ran out</source>
        <translation>La dirección del archivo caducó</translation>
    </message>
    <message>
        <source>{host} no longer takes it (status {status}). A new one is asked for, and what came is kept.</source>
        <translation>{host} ya no la acepta (estado {status}). Se pide una nueva, y lo que llegó se conserva.</translation>
    </message>
    <message>
        <source>The storage of the Hub does not give the file</source>
        <translation>El almacén del Hub no entrega el archivo</translation>
    </message>
    <message>
        <source>{host} refused new addresses too (status {status}). A wrong clock can cause that; else try again later.</source>
        <translation>{host} rechazó también las direcciones nuevas (estado {status}). Un reloj mal puesto puede causarlo; si no, inténtalo más tarde.</translation>
    </message>
    <message>
        <source>The Hub is busy</source>
        <translation>El Hub está ocupado</translation>
    </message>
    <message>
        <source>{host} answered with status {status} and asks to wait. It is tried again by itself.</source>
        <translation>{host} respondió con el estado {status} y pide esperar. Se reintenta por sí solo.</translation>
    </message>
    <message>
        <source>The Hub refused the request</source>
        <translation>El Hub rechazó la petición</translation>
    </message>
    <message>
        <source>{host} answered with status {status}. Try again later.</source>
        <translation>{host} respondió con el estado {status}. Inténtalo de nuevo más tarde.</translation>
    </message>
    <message>
        <source>The Hub sent something unreadable</source>
        <translation>El Hub envió algo ilegible</translation>
    </message>
    <message>
        <source>{host} did not answer as a hub of models does: {reason}</source>
        <translation>{host} no respondió como lo hace un hub de modelos: {reason}</translation>
    </message>
    <message>
        <source>A web page came in place of the file</source>
        <translation>Llegó una página web en lugar del archivo</translation>
    </message>
    <message>
        <source>{host} sent a page. In a hotel or train, log in to its network first, then try again.</source>
        <translation>{host} envió una página. Si estás en un hotel o un tren, inicia sesión primero en su red e inténtalo de nuevo.</translation>
    </message>
    <message>
        <source>This model asks who you are</source>
        <translation>Este modelo pide saber quién eres</translation>
    </message>
    <message>
        <source>{host} shows {repo} only to people with an account, or it is not there. Create an access token and enter it.</source>
        <translation>{host} solo muestra {repo} a quien tiene cuenta, o no existe. Crea un token de acceso e introdúcelo.</translation>
    </message>
    <message>
        <source>This model wants your agreement first</source>
        <translation>Este modelo pide antes tu consentimiento</translation>
    </message>
    <message>
        <source>Open the page of {repo} at {host}, log in and accept its terms. Then enter an access token here.</source>
        <translation>Abre la página de {repo} en {host}, inicia sesión y acepta sus condiciones. Después introduce aquí un token de acceso.</translation>
    </message>
    <message>
        <source>The token was not accepted</source>
        <translation>No se aceptó el token</translation>
    </message>
    <message>
        <source>{host} does not know it. Copy it again, or create a new one with the right to read.</source>
        <translation>{host} no lo conoce. Cópialo de nuevo, o crea uno nuevo con permiso de lectura.</translation>
    </message>
    <message>
        <source>This model is not there</source>
        <translation>Este modelo no está</translation>
    </message>
    <message>
        <source>{host} has no {repo}, or it is private. It may have been renamed or taken back by its authors.</source>
        <translation>{host} no tiene {repo}, o es privado. Puede que sus autores le hayan cambiado el nombre o lo hayan retirado.</translation>
    </message>
    <message>
        <source>This file is no longer there</source>
        <translation>Este archivo ya no está</translation>
    </message>
    <message>
        <source>{repo} has changed at {host}. Open the model again to see which files it has now.</source>
        <translation>{repo} ha cambiado en {host}. Abre de nuevo el modelo para ver qué archivos tiene ahora.</translation>
    </message>
    <message>
        <source>This model may not be given out here</source>
        <translation>Este modelo no se puede ofrecer aquí</translation>
    </message>
    <message>
        <source>{host} does not provide {repo} for legal reasons. Choose another model.</source>
        <translation>{host} no ofrece {repo} por motivos legales. Elige otro modelo.</translation>
    </message>
    <message>
        <source>The connection broke off</source>
        <translation>Se cortó la conexión</translation>
    </message>
    <message>
        <source>{host} stopped in the middle. What came is kept, and it goes on from there by itself.</source>
        <translation>{host} se detuvo a la mitad. Lo recibido se conserva, y se continúa desde ahí por sí solo.</translation>
    </message>
    <message>
        <source>The connection is too slow</source>
        <translation>La conexión es demasiado lenta</translation>
    </message>
    <message>
        <source>Almost nothing came from {host}. What came is kept, and it goes on over a new connection.</source>
        <translation>No llegó casi nada de {host}. Lo recibido se conserva, y se continúa con una conexión nueva.</translation>
    </message>
    <message>
        <source>The file has changed while it was being fetched</source>
        <translation>El archivo cambió mientras se descargaba</translation>
    </message>
    <message>
        <source>{repo} holds another version of {path} now. Two versions cannot be joined, so the part was thrown away.</source>
        <translation>{repo} contiene ahora otra versión de {path}. No se pueden unir dos versiones, así que se desechó la parte recibida.</translation>
    </message>
    <message>
        <source>The file is damaged</source>
        <translation>El archivo está dañado</translation>
    </message>
    <message>
        <source>The checksum of {path} is {found}…, and {expected}… was promised. It was thrown away; try again.</source>
        <translation>La suma de verificación de {path} es {found}…, y se prometió {expected}…; el archivo se desechó. Inténtalo de nuevo.</translation>
    </message>
    <message>
        <source>The file has another length than promised</source>
        <translation>El archivo no tiene la longitud prometida</translation>
    </message>
    <message>
        <source>{path} should have {expected} bytes, and the server speaks of {found}. Nothing of it was kept.</source>
        <translation>{path} debería tener {expected} bytes, y el servidor habla de {found}. No se conservó nada de él.</translation>
    </message>
    <message>
        <source>The file came compressed</source>
        <translation>El archivo llegó comprimido</translation>
    </message>
    <message>
        <source>{host} changed it on the way, so it cannot be checked. A proxy may do that.</source>
        <translation>{host} lo modificó por el camino, así que no se puede comprobar. Puede hacerlo un proxy.</translation>
    </message>
    <message>
        <source>Not enough room on the disk</source>
        <translation>No hay espacio suficiente en el disco</translation>
    </message>
    <message>
        <source>{needed} are needed in {folder}, and {free} are free. Delete something, or choose another folder for models.</source>
        <translation>Hacen falta {needed} en {folder}, y hay {free} libres. Elimina algo o elige otra carpeta para los modelos.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>El disco está lleno</translation>
    </message>
    <message>
        <source>Nothing more can be written to {folder}. What came is kept; make room, then go on.</source>
        <translation>No se puede escribir nada más en {folder}. Lo recibido se conserva; libera espacio y reanuda la descarga.</translation>
    </message>
    <message>
        <source>What is known of your models could not be saved</source>
        <translation>No se pudo guardar lo que se sabe de tus modelos</translation>
    </message>
    <message>
        <source>The database said: {reason}. The models themselves are not affected, and it is tried again by itself.</source>
        <translation>La base de datos dijo: {reason}. Los modelos no están afectados, y se vuelve a intentar solo.</translation>
    </message>
    <message>
        <source>Another app is fetching this file</source>
        <translation>Otra aplicación está descargando este archivo</translation>
    </message>
    <message>
        <source>{path} is being written by another SLM Desktop that uses the same folder. Try again when that one is done.</source>
        <translation>Otro SLM Desktop que usa la misma carpeta está escribiendo {path}. Vuelve a intentarlo cuando termine.</translation>
    </message>
    <message>
        <source>The file of the loaded model is gone</source>
        <translation>El archivo del modelo cargado ya no está</translation>
    </message>
    <message>
        <source>{path} was deleted or moved. You can go on chatting until the model is unloaded; then choose another.</source>
        <translation>{path} se ha borrado o movido. Puedes seguir chateando hasta que se expulse el modelo; después elige otro.</translation>
    </message>
    <message>
        <source>The name of this file is not allowed</source>
        <translation>El nombre de este archivo no está permitido</translation>
    </message>
    <message>
        <source>“{path}” could lead out of the models folder or is not possible on every system. It was not fetched.</source>
        <translation>«{path}» podría llevar fuera de la carpeta de modelos o no es posible en todos los sistemas. No se descargó.</translation>
    </message>
    <message>
        <source>A link leads out of the models folder</source>
        <translation>Un enlace lleva fuera de la carpeta de modelos</translation>
    </message>
    <message>
        <source>{path} would be written somewhere else. Remove the link in your models folder, or choose another folder.</source>
        <translation>{path} se escribiría en otro lugar. Quita el enlace de tu carpeta de modelos o elige otra carpeta.</translation>
    </message>
    <message>
        <source>A part of this model is missing</source>
        <translation>Falta una parte de este modelo</translation>
    </message>
    <message>
        <source>{path} is not there. A split model can be loaded only with all of its parts in one folder.</source>
        <translation>{path} no está. Un modelo dividido solo se puede cargar con todas sus partes en una misma carpeta.</translation>
    </message>
    <message>
        <source>The model file is damaged</source>
        <translation>El archivo del modelo está dañado</translation>
    </message>
    <message>
        <source>The checksum of {path} is {found}…, and its source says {expected}…. Download it again.</source>
        <translation>La suma de verificación de {path} es {found}…, y su origen dice {expected}…; descárgalo de nuevo.</translation>
    </message>
    <message>
        <source>The file could not be deleted</source>
        <translation>No se pudo eliminar el archivo</translation>
    </message>
    <message>
        <source>It was stopped</source>
        <translation>Se ha detenido</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The models folder cannot be moved there</source>
        <translation>La carpeta de modelos no se puede mover ahí</translation>
    </message>
    <message>
        <source>There is no room for another column</source>
        <translation>No cabe otra columna</translation>
    </message>
    <message>
        <source>This column has to stay</source>
        <translation>Esta columna tiene que quedarse</translation>
    </message>
    <message>
        <source>A comparison has {fewest} columns at least. Choose another model in it instead.</source>
        <translation>Una comparación tiene al menos {fewest} columnas. Elige en ella otro modelo.</translation>
    </message>
    <message>
        <source>A comparison is running</source>
        <translation>Hay una comparación en marcha</translation>
    </message>
    <message>
        <source>Cancel it first, or wait until it is done.</source>
        <translation>Cancélala antes o espera a que termine.</translation>
    </message>
    <message>
        <source>A comparison has {limit} columns at most. Remove one, or begin another comparison.</source>
        <translation>Una comparación tiene {limit} columnas como máximo. Quita una o empieza otra comparación.</translation>
    </message>
    <message>
        <source>There is nothing to run again</source>
        <translation>No hay nada que repetir</translation>
    </message>
    <message>
        <source>No answer that is shown has a record of a model that its column has now.</source>
        <translation>Ninguna respuesta visible tiene registro de un modelo que su columna tenga ahora.</translation>
    </message>
    <message>
        <source>There is no answer to go over</source>
        <translation>No hay ninguna respuesta que recorrer</translation>
    </message>
    <message>
        <source>Ask the columns something first.</source>
        <translation>Primero pregunta algo a las columnas.</translation>
    </message>
    <message>
        <source>The file has changed</source>
        <translation>El archivo ha cambiado</translation>
    </message>
    <message>
        <source>What is here has another SHA-256 than the run card says, so that answers may differ: {model}.</source>
        <translation>Lo que hay aquí tiene otro SHA-256 que el de la ficha, así que las respuestas pueden diferir: {model}.</translation>
    </message>
    <message>
        <source>The names are hidden</source>
        <translation>Los nombres están ocultos</translation>
    </message>
    <message>
        <source>Vote first, or turn blind mode off: a new comparison would show them.</source>
        <translation>Vota antes, o desactiva el modo a ciegas: una comparación nueva los mostraría.</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>Sin preguntar</translation>
    </message>
    <message>
        <source>It was cancelled before it was this column&apos;s turn.</source>
        <translation>Se canceló antes de que le tocara a esta columna.</translation>
    </message>
    <message>
        <source>No column has a model yet</source>
        <translation>Ninguna columna tiene modelo todavía</translation>
    </message>
    <message>
        <source>Choose a model in at least one of them.</source>
        <translation>Elige un modelo al menos en una.</translation>
    </message>
    <message>
        <source>The engine stopped answering</source>
        <translation>El motor dejó de responder</translation>
    </message>
    <message>
        <source>It said nothing for {seconds} seconds, so it was ended and the others went on. What came before is kept.</source>
        <translation>No dijo nada durante {seconds} segundos, así que se terminó y los demás siguieron. Lo que llegó antes se conserva.</translation>
    </message>
    <message>
        <source>This is no comparison</source>
        <translation>Esto no es una comparación</translation>
    </message>
    <message>
        <source>The file is not one that was exported from a comparison as JSON.</source>
        <translation>El archivo no es uno exportado de una comparación como JSON.</translation>
    </message>
    <message>
        <source>The comparison cannot be read</source>
        <translation>No se puede leer la comparación</translation>
    </message>
    <message>
        <source>The file is damaged or was changed: {reason}</source>
        <translation>El archivo está dañado o fue cambiado: {reason}</translation>
    </message>
    <message>
        <source>The comparison comes from a newer version</source>
        <translation>La comparación viene de una versión más nueva</translation>
    </message>
    <message>
        <source>It has version {version} and this app knows {known}. Update the app.</source>
        <translation>Tiene la versión {version} y esta aplicación conoce la {known}. Actualiza la aplicación.</translation>
    </message>
    <message>
        <source>A model of the comparison is not here</source>
        <translation>Falta un modelo de la comparación</translation>
    </message>
    <message>
        <source>“{model}” was not found on this computer. Choose it, or another one, in its column.</source>
        <translation>«{model}» no se encontró en este equipo. Elígelo, o elige otro, en su columna.</translation>
    </message>
    <message>
        <source>The suite cannot be used</source>
        <translation>La serie no se puede usar</translation>
    </message>
    <message>
        <source>It has no title, or a very long one.</source>
        <translation>No tiene título, o es muy largo.</translation>
    </message>
    <message>
        <source>It has {count} prompts; 1 to {limit} are possible.</source>
        <translation>Tiene {count} preguntas; se admiten de 1 a {limit}.</translation>
    </message>
    <message>
        <source>It has {count} rounds; 1 to {limit} are possible.</source>
        <translation>Tiene {count} rondas; se admiten de 1 a {limit}.</translation>
    </message>
    <message>
        <source>Prompt {number} is empty or very long.</source>
        <translation>La pregunta {number} está vacía o es muy larga.</translation>
    </message>
    <message>
        <source>Prompt {number} has {count} checks; {limit} are possible.</source>
        <translation>La pregunta {number} tiene {count} comprobaciones; se admiten {limit}.</translation>
    </message>
    <message>
        <source>A check of prompt {number} is not complete: it needs one text, pattern, number or JSON schema.</source>
        <translation>Una comprobación de la pregunta {number} no está completa: necesita un texto, un patrón, un número o un esquema JSON.</translation>
    </message>
    <message>
        <source>Prompt {number} has both a JSON schema and a grammar: an answer has one form.</source>
        <translation>La pregunta {number} tiene un esquema JSON y una gramática: una respuesta tiene una sola forma.</translation>
    </message>
    <message>
        <source>Prompt {number} has {count} pictures and sounds; {limit} are possible.</source>
        <translation>La pregunta {number} tiene {count} imágenes y sonidos; caben {limit}.</translation>
    </message>
    <message>
        <source>It has more than {limit} different pictures and sounds.</source>
        <translation>Tiene más de {limit} imágenes y sonidos distintos.</translation>
    </message>
    <message>
        <source>The suite is too large for a file</source>
        <translation>La serie es demasiado grande para un archivo</translation>
    </message>
    <message>
        <source>It would be {size}, and at most {most} can be read again. Leave some pictures or sounds out.</source>
        <translation>Ocuparía {size}, y como máximo se pueden volver a leer {most}. Quita algunas imágenes o sonidos.</translation>
    </message>
    <message>
        <source>A picture or sound of the suite cannot be read</source>
        <translation>No se puede leer una imagen o un sonido de la serie</translation>
    </message>
    <message>
        <source>The suite is too large for YAML</source>
        <translation>La serie es demasiado grande para YAML</translation>
    </message>
    <message>
        <source>It would be {size}, and at most {most} can be read again. Save it as JSON.</source>
        <translation>Ocuparía {size}, y como mucho se pueden volver a leer {most}. Guárdala como JSON.</translation>
    </message>
    <message>
        <source>“{name}”, of prompt {number}: {reason}.</source>
        <translation>«{name}», de la pregunta {number}: {reason}.</translation>
    </message>
    <message>
        <source>The suite has programs in it</source>
        <translation>La serie contiene programas</translation>
    </message>
    <message>
        <source>{place} is checked by “{type}”. Programs from a file are not run: take such checks out of it.</source>
        <translation>{place} se comprueba con «{type}». Los programas de un archivo no se ejecutan: quite esas comprobaciones.</translation>
    </message>
    <message>
        <source>Not everything could be carried over</source>
        <translation>No se pudo trasladar todo</translation>
    </message>
    <message>
        <source>Left out: {names}.</source>
        <translation>Queda fuera: {names}.</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>The tour cannot be used</source>
        <translation>El recorrido no se puede usar</translation>
    </message>
    <message>
        <source>These values cannot be read</source>
        <translation>Estos valores no se pueden leer</translation>
    </message>
    <message>
        <source>Write one to nine numbers, like “0.2, 0.8, 1.4” or “0..1.5/0.5”, in place of “{text}”.</source>
        <translation>Escribe de uno a nueve números, como «0,2; 0,8; 1,4» o «0..1,5/0,5», en lugar de «{text}».</translation>
    </message>
    <message>
        <source>A value is out of range</source>
        <translation>Un valor está fuera de rango</translation>
    </message>
    <message>
        <source>{parameter} goes from {low} to {high}; {value} is none of its values.</source>
        <translation>{parameter} va de {low} a {high}; {value} no es uno de sus valores.</translation>
    </message>
    <message>
        <source>The grid is too large</source>
        <translation>La cuadrícula es demasiado grande</translation>
    </message>
    <message>
        <source>It would have {count} cells; {limit} are possible.</source>
        <translation>Tendría {count} celdas; se admiten {limit}.</translation>
    </message>
    <message>
        <source>The server could not be started</source>
        <translation>No se pudo iniciar el servidor</translation>
    </message>
    <message>
        <source>Port {port} of {host} cannot be used: {reason}. Choose another port in the settings.</source>
        <translation>No se puede usar el puerto {port} de {host}: {reason}. Elige otro puerto en los ajustes.</translation>
    </message>
    <message>
        <source>The server needs a key</source>
        <translation>El servidor necesita una clave</translation>
    </message>
    <message>
        <source>Other computers could reach it at {host}. Set a key first, or serve this computer alone.</source>
        <translation>Otros equipos podrían acceder a él en {host}. Define antes una clave, o sirve solo a este equipo.</translation>
    </message>
    <message>
        <source>{host} is no address of this computer: {reason}.</source>
        <translation>{host} no es una dirección de este equipo: {reason}.</translation>
    </message>
    <message>
        <source>This model is not here</source>
        <translation>Este modelo no está aquí</translation>
    </message>
    <message>
        <source>Nothing called “{model}” is among the models of this computer: {known}.</source>
        <translation>Ninguno de los modelos de este equipo se llama «{model}»: {known}.</translation>
    </message>
    <message>
        <source>This is too long</source>
        <translation>Esto es demasiado largo</translation>
    </message>
    <message>
        <source>It has a length of {count}; no model here could read so much.</source>
        <translation>Tiene una longitud de {count}; ningún modelo de aquí podría leer tanto.</translation>
    </message>
    <message>
        <source>This model has no such token</source>
        <translation>Este modelo no tiene ese token</translation>
    </message>
    <message>
        <source>Token {token} was asked for, and its vocabulary has {count}.</source>
        <translation>Se pidió el token {token}, y su vocabulario tiene {count}.</translation>
    </message>
    <message>
        <source>This chat has not been sent to another machine yet</source>
        <translation>Este chat aún no se ha enviado a otro equipo</translation>
    </message>
    <message>
        <source>Its words would go to {host}, as that is the engine in use. Nothing was sent.</source>
        <translation>Sus palabras irían a {host}, pues es el motor en uso. No se ha enviado nada.</translation>
    </message>
    <message>
        <source>This is no address of a server</source>
        <translation>Esto no es la dirección de un servidor</translation>
    </message>
    <message>
        <source>“{address}” does not begin with http:// or https://, or names no computer.</source>
        <translation>«{address}» no empieza por http:// ni https://, o no nombra ningún equipo.</translation>
    </message>
    <message>
        <source>The other machine cannot be reached</source>
        <translation>No se puede acceder al otro equipo</translation>
    </message>
    <message>
        <source>{host} did not answer: {reason}. Is the server running there, and is its address right?</source>
        <translation>{host} no respondió: {reason}. ¿Está en marcha el servidor y es correcta su dirección?</translation>
    </message>
    <message>
        <source>The other machine does not answer</source>
        <translation>El otro equipo no responde</translation>
    </message>
    <message>
        <source>{host} said nothing for {seconds} seconds. It may be reading a long prompt, or be busy.</source>
        <translation>{host} lleva {seconds} segundos sin decir nada. Quizá lee una petición larga o está ocupado.</translation>
    </message>
    <message>
        <source>The other machine is busy</source>
        <translation>El otro equipo está ocupado</translation>
    </message>
    <message>
        <source>{host} answered with status {status}, again and again. Send the message later.</source>
        <translation>{host} respondió una y otra vez con el estado {status}. Envía el mensaje más tarde.</translation>
    </message>
    <message>
        <source>The other machine wants another key</source>
        <translation>El otro equipo quiere otra clave</translation>
    </message>
    <message>
        <source>{host} refused the request: {reason}. Enter its key under Models, On other machines.</source>
        <translation>{host} rechazó la petición: {reason}. Escribe su clave en Modelos, En otros equipos.</translation>
    </message>
    <message>
        <source>{host} said: {reason}</source>
        <translation>{host} dijo: {reason}</translation>
    </message>
    <message>
        <source>The other machine refused the request</source>
        <translation>El otro equipo rechazó la petición</translation>
    </message>
    <message>
        <source>{host} answered with status {status}: {reason}</source>
        <translation>{host} respondió con el estado {status}: {reason}</translation>
    </message>
    <message>
        <source>The connection to the other machine broke</source>
        <translation>Se cortó la conexión con el otro equipo</translation>
    </message>
    <message>
        <source>{host} stopped in the middle of the answer. What came so far is kept; the answer can be continued.</source>
        <translation>{host} se detuvo en mitad de la respuesta. Lo que llegó se conserva; la respuesta puede continuarse.</translation>
    </message>
    <message>
        <source>The other machine sent something unreadable</source>
        <translation>El otro equipo envió algo ilegible</translation>
    </message>
    <message>
        <source>{host} does not speak OpenAI&apos;s protocol as it is known here: {reason}</source>
        <translation>{host} no habla el protocolo de OpenAI como se conoce aquí: {reason}</translation>
    </message>
    <message>
        <source>The other machine points elsewhere</source>
        <translation>El otro equipo señala a otra parte</translation>
    </message>
    <message>
        <source>It wanted the request to be sent to {host}. That is not done: enter the right address instead.</source>
        <translation>Quería que la petición se enviara a {host}. No se hace: escribe la dirección correcta.</translation>
    </message>
    <message>
        <source>The other machine has no such model</source>
        <translation>El otro equipo no tiene ese modelo</translation>
    </message>
    <message>
        <source>{host} offers: {known}. Look for its models again under Models, On other machines.</source>
        <translation>{host} ofrece: {known}. Vuelve a mirar sus modelos en Modelos, En otros equipos.</translation>
    </message>
    <message>
        <source>The other machine has several models</source>
        <translation>La otra máquina tiene varios modelos</translation>
    </message>
    <message>
        <source>{host} offers: {known}. Name one of them.</source>
        <translation>{host} ofrece: {known}. Nombre uno de ellos.</translation>
    </message>
    <message>
        <source>The structured output cannot be used</source>
        <translation>La salida estructurada no se puede usar</translation>
    </message>
    <message>
        <source>The schema or grammar was refused: {reason}</source>
        <translation>El esquema o la gramática se rechazó: {reason}</translation>
    </message>
    <message>
        <source>No schema can be made of this</source>
        <translation>No se puede hacer un esquema con esto</translation>
    </message>
    <message>
        <source>The example must be a JSON object or list, as an answer should look.</source>
        <translation>El ejemplo debe ser un objeto o una lista JSON, tal como debería verse una respuesta.</translation>
    </message>
    <message>
        <source>The answer so far does not fit</source>
        <translation>La respuesta hasta ahora no encaja</translation>
    </message>
    <message>
        <source>The answer cannot go on like this</source>
        <translation>La respuesta no puede seguir así</translation>
    </message>
    <message>
        <source>What it begins with does not fit the structured output. Turn that off, or have the answer written again.</source>
        <translation>Aquello con lo que empieza no encaja en la salida estructurada. Desactívala o pide que la respuesta se escriba otra vez.</translation>
    </message>
    <message>
        <source>The structured output holds from the next answer on</source>
        <translation>La salida estructurada vale a partir de la próxima respuesta</translation>
    </message>
    <message>
        <source>What is written already does not fit the structured output. It will apply from the next answer.</source>
        <translation>Lo que ya está escrito no encaja en la salida estructurada. Se aplicará a partir de la próxima respuesta.</translation>
    </message>
    <message>
        <source>This engine cannot change it in the middle of an answer.</source>
        <translation>Este motor no puede cambiarla en medio de una respuesta.</translation>
    </message>
    <message>
        <source>This engine cannot go on in the middle of structured output</source>
        <translation>Este motor no puede continuar en medio de una salida estructurada</translation>
    </message>
    <message>
        <source>{host} would begin it anew. Have the answer written again instead, or go on without the form.</source>
        <translation>{host} la empezaría de nuevo. Pide que la respuesta se escriba otra vez o continúa sin esa forma.</translation>
    </message>
    <message>
        <source>Nothing fits the structured output any more</source>
        <translation>Ya nada encaja en la salida estructurada</translation>
    </message>
    <message>
        <source>No token of this model could follow what is written. What came so far is kept; change the schema or grammar.</source>
        <translation>Ningún token de este modelo podría seguir a lo escrito. Lo que hay se conserva; cambia el esquema o la gramática.</translation>
    </message>
    <message>
        <source>The structured output is too complex</source>
        <translation>La salida estructurada es demasiado compleja</translation>
    </message>
    <message>
        <source>What may follow could not be worked out: {reason}. Make the schema or grammar simpler.</source>
        <translation>No se pudo determinar qué puede seguir: {reason}. Simplifica el esquema o la gramática.</translation>
    </message>
    <message>
        <source>This engine cannot keep to the structured output</source>
        <translation>Este motor no puede ceñirse a la salida estructurada</translation>
    </message>
    <message>
        <source>{model} does not support {kind} for answers. Nothing was sent.</source>
        <translation>{model} no admite {kind} para las respuestas. No se envió nada.</translation>
    </message>
    <message>
        <source>This document cannot be read</source>
        <translation>Este documento no se puede leer</translation>
    </message>
    <message>
        <source>{name} is damaged, or is not what its name says: {reason}. Nothing of it was taken in.</source>
        <translation>{name} está dañado, o no es lo que dice su nombre: {reason}. No se ha tomado nada de él.</translation>
    </message>
    <message>
        <source>This document is protected by a password</source>
        <translation>Este documento está protegido con una contraseña</translation>
    </message>
    <message>
        <source>{name} cannot be read without it. Save a copy without a password, and add that.</source>
        <translation>{name} no se puede leer sin ella. Guarde una copia sin contraseña y añádala.</translation>
    </message>
    <message>
        <source>There is no text in this document</source>
        <translation>No hay texto en este documento</translation>
    </message>
    <message>
        <source>{name} may be scanned: its pages are pictures. Text has to be recognised in it first.</source>
        <translation>{name} puede estar escaneado: sus páginas son imágenes. Primero hay que reconocer su texto.</translation>
    </message>
    <message>
        <source>This document is too large</source>
        <translation>Este documento es demasiado grande</translation>
    </message>
    <message>
        <source>{name} holds more than can be read, or says so of itself. Split it, or add a part of it.</source>
        <translation>{name} contiene más de lo que se puede leer, o eso dice de sí mismo. Divídalo o añada una parte.</translation>
    </message>
    <message>
        <source>This document takes too long to read</source>
        <translation>Este documento tarda demasiado en leerse</translation>
    </message>
    <message>
        <source>{name}: a page was not read after twenty seconds, so it was left. It may have been made to do harm.</source>
        <translation>{name}: una página no se leyó en veinte segundos, así que se dejó. Puede haberse creado para causar daño.</translation>
    </message>
    <message>
        <source>This is not a text</source>
        <translation>Esto no es un texto</translation>
    </message>
    <message>
        <source>{name} holds other data. PDF, Word (docx), web pages, EPUB, tables and plain text can be read.</source>
        <translation>{name} contiene otros datos. Se pueden leer PDF, Word (docx), páginas web, EPUB, tablas y texto sin formato.</translation>
    </message>
    <message>
        <source>The library of documents cannot be read</source>
        <translation>No se puede leer la biblioteca de documentos</translation>
    </message>
    <message>
        <source>The disk refused it: {reason}. Nothing was sent; chats without documents go on.</source>
        <translation>El disco lo rechazó: {reason}. No se ha enviado nada; los chats sin documentos siguen.</translation>
    </message>
    <message>
        <source>A document could not be kept</source>
        <translation>No se pudo guardar un documento</translation>
    </message>
    <message>
        <source>The library of documents could not be written: {reason}. Make room on the disk, and add {name} again.</source>
        <translation>No se pudo escribir la biblioteca de documentos: {reason}. Haga sitio en el disco y añada {name} de nuevo.</translation>
    </message>
    <message>
        <source>This model cannot see pictures</source>
        <translation>Este modelo no puede ver imágenes</translation>
    </message>
    <message>
        <source>{model} has no image part (mmproj) where it runs. Choose a model that has one, or remove the pictures.</source>
        <translation>{model} no tiene parte de imagen (mmproj) donde se ejecuta. Elige un modelo que la tenga o quita las imágenes.</translation>
    </message>
    <message>
        <source>This model cannot hear sounds</source>
        <translation>Este modelo no oye sonidos</translation>
    </message>
    <message>
        <source>{model} has no part for sounds (mmproj) where it runs. Choose a model that has one, or remove the sounds.</source>
        <translation>{model} no tiene parte de sonido (mmproj) donde se ejecuta. Elige un modelo que la tenga o quita los sonidos.</translation>
    </message>
    <message>
        <source>No speakers were found</source>
        <translation>No se encontraron altavoces</translation>
    </message>
    <message>
        <source>This computer has nothing that sounds can be heard from. Connect some, or save the sound.</source>
        <translation>En este equipo no hay por dónde oír el sonido. Conecta unos altavoces o guárdalo.</translation>
    </message>
    <message>
        <source>This picture or sound cannot be used</source>
        <translation>Esta imagen o este sonido no se puede usar</translation>
    </message>
    <message>
        <source>These are too many pictures and sounds</source>
        <translation>Son demasiadas imágenes y sonidos</translation>
    </message>
    <message>
        <source>The pictures and sounds of this chat are too large together</source>
        <translation>Las imágenes y los sonidos de este chat son demasiado grandes en conjunto</translation>
    </message>
    <message>
        <source>Text completions elsewhere take no pictures or sounds</source>
        <translation>La continuación de texto en otro equipo no admite imágenes ni sonidos</translation>
    </message>
    <message>
        <source>A question with pictures or sounds cannot be answered by hand</source>
        <translation>Una pregunta con imágenes o sonidos no se puede responder a mano</translation>
    </message>
    <message>
        <source>Answers by hand go on from tokens, and these are none. Choose a chat without.</source>
        <translation>Las respuestas a mano parten de tokens, y estos no lo son. Elige un chat sin ellos.</translation>
    </message>
    <message>
        <source>A picture or sound is gone</source>
        <translation>Falta una imagen o un sonido</translation>
    </message>
    <message>
        <source>A picture or sound could not be kept</source>
        <translation>No se pudo guardar una imagen o un sonido</translation>
    </message>
    <message>
        <source>Pictures and sounds cannot be read here</source>
        <translation>Aquí no se pueden leer imágenes ni sonidos</translation>
    </message>
    <message>
        <source>{reason}. Nothing of it was sent.</source>
        <translation>{reason}. No se ha enviado nada de ella.</translation>
    </message>
    <message>
        <source>This file cannot be used</source>
        <translation>Este archivo no se puede usar</translation>
    </message>
    <message>
        <source>“{name}”: {reason}. Nothing of it was sent.</source>
        <translation>«{name}»: {reason}. No se ha enviado nada de ella.</translation>
    </message>
    <message>
        <source>A message holds {count} of them at most. Send the others with the next one.</source>
        <translation>Un mensaje admite {count} como máximo. Envía las demás con el siguiente.</translation>
    </message>
    <message>
        <source>They are {size}; at most {most} are sent at once. Begin a new chat, or use smaller ones.</source>
        <translation>Ocupan {size}; como mucho se envían {most} a la vez. Empieza un chat nuevo o usa imágenes más pequeñas.</translation>
    </message>
    <message>
        <source>{model} takes them in chats alone. Nothing was sent: turn text completion off, or remove them.</source>
        <translation>{model} solo las admite en chats. No se ha enviado nada: desactiva la continuación de texto o quítalas.</translation>
    </message>
    <message>
        <source>Its file cannot be read: {reason}. Edit what it belongs to, and leave it out.</source>
        <translation>No se puede leer su archivo: {reason}. Edita aquello a lo que pertenece y quítala.</translation>
    </message>
    <message>
        <source>The disk refused it: {reason}. Make room, and add it again.</source>
        <translation>El disco la ha rechazado: {reason}. Libera espacio y vuelve a añadirla.</translation>
    </message>
    <message>
        <source>The program that reads them ended: {reason}. Try again, or restart the app.</source>
        <translation>El programa que las lee ha terminado: {reason}. Vuelve a intentarlo o reinicia la aplicación.</translation>
    </message>
    <message>
        <source>A search is going on already</source>
        <translation>Ya hay una búsqueda en marcha</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it.</source>
        <translation>Espera a que termine, o detenla.</translation>
    </message>
    <message>
        <source>Adapters are being merged already</source>
        <translation>Ya se están fusionando adaptadores</translation>
    </message>
    <message>
        <source>Wait until that is done, or stop it.</source>
        <translation>Espera a que termine, o detenlo.</translation>
    </message>
    <message>
        <source>A model is being written already</source>
        <translation>Ya se está escribiendo un modelo</translation>
    </message>
    <message>
        <source>“{key}” cannot be changed like that</source>
        <translation>«{key}» no se puede cambiar así</translation>
    </message>
    <message>
        <source>The reason: {reason}. Nothing was written.</source>
        <translation>El motivo: {reason}. No se ha escrito nada.</translation>
    </message>
    <message>
        <source>Types are being made already</source>
        <translation>Ya se están haciendo tipos</translation>
    </message>
    <message>
        <source>Wait until they are done, or stop that.</source>
        <translation>Espera a que terminen, o detenlo.</translation>
    </message>
    <message>
        <source>Nothing would be measured</source>
        <translation>No se mediría nada</translation>
    </message>
    <message>
        <source>Choose a test at least, and from 1 to {most} repetitions.</source>
        <translation>Elige al menos una prueba y de 1 a {most} repeticiones.</translation>
    </message>
    <message>
        <source>{type} needs an importance matrix</source>
        <translation>{type} necesita una matriz de importancia</translation>
    </message>
    <message>
        <source>Choose a text for the matrix, or a larger type.</source>
        <translation>Elige un texto para la matriz, o un tipo mayor.</translation>
    </message>
    <message>
        <source>This type of weights is not known</source>
        <translation>Este tipo de pesos no se conoce</translation>
    </message>
    <message>
        <source>{type} cannot be made here. Choose another one.</source>
        <translation>{type} no se puede crear aquí. Elige otro.</translation>
    </message>
    <message>
        <source>There is not enough room on the disk</source>
        <translation>No hay espacio suficiente en el disco</translation>
    </message>
    <message>
        <source>The file needs {needed}, and {free} are free. Make room, or choose another folder.</source>
        <translation>El archivo necesita {needed} y quedan {free}. Haz sitio o elige otra carpeta.</translation>
    </message>
    <message>
        <source>These weights are quantised already</source>
        <translation>Estos pesos ya están cuantizados</translation>
    </message>
    <message>
        <source>To make {type} of them loses more than to make it of the original. Take that, or allow it.</source>
        <translation>Crear {type} a partir de ellos pierde más que a partir del original. Usa ese o permítelo.</translation>
    </message>
    <message>
        <source>There is such a file already</source>
        <translation>Ya existe ese archivo</translation>
    </message>
    <message>
        <source>{path} is not written over. Choose another name, or delete it first.</source>
        <translation>{path} no se sobrescribe. Elige otro nombre o bórralo antes.</translation>
    </message>
    <message>
        <source>The model could not be written as another type</source>
        <translation>El modelo no se pudo escribir con otro tipo</translation>
    </message>
    <message>
        <source>{reason}. Nothing of it is left.</source>
        <translation>{reason}. No ha quedado nada.</translation>
    </message>
    <message>
        <source>The text is too short</source>
        <translation>El texto es demasiado corto</translation>
    </message>
    <message>
        <source>It has {count} tokens, and at least {needed} are needed. Choose a longer text, or a shorter context.</source>
        <translation>Tiene {count} tokens y hacen falta al menos {needed}. Elige un texto más largo o un contexto más corto.</translation>
    </message>
    <message>
        <source>The models do not have the same vocabulary</source>
        <translation>Los modelos no tienen el mismo vocabulario</translation>
    </message>
    <message>
        <source>Only models that cut a text into the same tokens can be compared token by token.</source>
        <translation>Solo se pueden comparar token a token los modelos que cortan el texto en los mismos tokens.</translation>
    </message>
    <message>
        <source>Adapters cannot be merged into this model</source>
        <translation>Los adaptadores no se pueden fusionar con este modelo</translation>
    </message>
    <message>
        <source>Its weights have scales of their own, which an adapter does not have. Load the adapter beside it.</source>
        <translation>Sus pesos tienen escalas propias, que un adaptador no tiene. Carga el adaptador junto al modelo.</translation>
    </message>
    <message>
        <source>A model of several files cannot be changed</source>
        <translation>Un modelo de varios archivos no se puede cambiar</translation>
    </message>
    <message>
        <source>Join its parts first: under Edit it can be written as one file.</source>
        <translation>Une antes sus partes: en Editar se puede escribir como un solo archivo.</translation>
    </message>
    <message>
        <source>The draft model cannot guess for this one</source>
        <translation>El modelo borrador no puede adivinar para este</translation>
    </message>
    <message>
        <source>The model was loaded without it. Choose it on the load panel: its notes say why.</source>
        <translation>El modelo se cargó sin él. Elígelo en el panel de carga: sus notas dicen por qué.</translation>
    </message>
    <message>
        <source>This engine does not score prompts</source>
        <translation>Este motor no puntúa prompts</translation>
    </message>
    <message>
        <source>{model} does not say how likely the tokens of a prompt are. vLLM and SLM Desktop do.</source>
        <translation>{model} no dice qué probabilidad tienen los tokens de un prompt. vLLM y SLM Desktop sí.</translation>
    </message>
    <message>
        <source>Your chats stay on this computer</source>
        <translation>Tus chats se quedan en este ordenador</translation>
    </message>
    <message>
        <source>A model on another machine would be sent their text. Choose another text, or a model here.</source>
        <translation>Su texto se enviaría a un modelo de otra máquina. Elige otro texto, o un modelo de aquí.</translation>
    </message>
    <message>
        <source>The test is longer than the model&apos;s context</source>
        <translation>La prueba es más larga que el contexto del modelo</translation>
    </message>
    <message>
        <source>It takes {wanted} tokens, and the model was trained with {trained}. Choose shorter prompts.</source>
        <translation>Ocupa {wanted} tokens y el modelo se entrenó con {trained}. Elige entradas más cortas.</translation>
    </message>
</context>
<context>
    <name>EvaluationPage</name>
    <message>
        <source>Earlier runs</source>
        <translation>Ejecuciones anteriores</translation>
    </message>
    <message>
        <source>Export the results</source>
        <translation>Exportar los resultados</translation>
    </message>
    <message>
        <source>Delete this run</source>
        <translation>Borrar esta ejecución</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Resultados</translation>
    </message>
    <message>
        <source>Results and answers</source>
        <translation>Resultados y respuestas</translation>
    </message>
    <message>
        <source>Height of the results</source>
        <translation>Alto de los resultados</translation>
    </message>
    <message>
        <source>{done} of {count} answers</source>
        <translation>{done} de {count} respuestas</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>quedan unos {seconds} s</translation>
    </message>
    <message>
        <source>{cause} It can go on where it ended.</source>
        <translation>{cause} Puede continuar donde terminó.</translation>
    </message>
    <message>
        <source>stopped; it can go on where it ended</source>
        <translation>detenida; puede seguir donde terminó</translation>
    </message>
    <message>
        <source>{host}: {reason}</source>
        <translation>{host}: {reason}</translation>
    </message>
    <message>
        <source>As results of promptfoo…</source>
        <translation>Como resultados de promptfoo…</translation>
    </message>
    <message>
        <source>As a log of Inspect</source>
        <translation>Como registro de Inspect</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Ask again what failed</source>
        <translation>Repetir lo que falló</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>{prompt}: {count} tokens</source>
        <translation>{prompt}: {count} tokens</translation>
    </message>
    <message>
        <source>answers under way: {answers}, with {count} tokens so far</source>
        <translation>respuestas en curso: {answers}, con {count} tokens hasta ahora</translation>
    </message>
    <message>
        <source>{host}: {reason}; it is tried again</source>
        <translation>{host}: {reason}; se volverá a intentar</translation>
    </message>
    <message>
        <source>{host}: {count} at once</source>
        <translation>{host}: {count} a la vez</translation>
    </message>
    <message>
        <source>Table as Markdown…</source>
        <translation>Tabla como Markdown…</translation>
    </message>
    <message>
        <source>All answers as CSV…</source>
        <translation>Todas las respuestas como CSV…</translation>
    </message>
    <message>
        <source>Everything as JSON…</source>
        <translation>Todo como JSON…</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>Tokens per second</source>
        <translation>Tokens por segundo</translation>
    </message>
    <message>
        <source>Which answer is best?</source>
        <translation>¿Qué respuesta es mejor?</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>Empate</translation>
    </message>
    <message>
        <source>All bad</source>
        <translation>Todas malas</translation>
    </message>
    <message>
        <source>There is nothing to judge until two columns have answered the newest question.</source>
        <translation>No hay nada que juzgar hasta que dos columnas hayan respondido a la última pregunta.</translation>
    </message>
    <message>
        <source>One after another: each column had the computer for itself.</source>
        <translation>Una tras otra: cada columna tuvo el equipo para sí.</translation>
    </message>
    <message>
        <source>At the same time: the columns shared the computer.</source>
        <translation>A la vez: las columnas compartieron el equipo.</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>all chats</source>
        <translation>todos los chats</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportado</translation>
    </message>
    <message>
        <source>Import chats</source>
        <translation>Importar chats</translation>
    </message>
    <message>
        <source>Chats imported: {count}</source>
        <translation>Chats importados: {count}</translation>
    </message>
    <message>
        <source>They stand at the top of the list.</source>
        <translation>Están al principio de la lista.</translation>
    </message>
    <message>
        <source>Pictures and sounds that could not be read: {count}</source>
        <translation>Imágenes y sonidos que no se pudieron leer: {count}</translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>Broad: before. Slim: after.</source>
        <translation>Ancha: antes. Fina: después.</translation>
    </message>
    <message>
        <source>What lies below the dashed line is cut.</source>
        <translation>Lo que queda bajo la línea discontinua se quita.</translation>
    </message>
    <message>
        <source>Open the lens on an answer (Ctrl+L), and this is shown on one of its tokens.</source>
        <translation>Abre la lupa sobre una respuesta (Ctrl+L) y esto se verá en uno de sus tokens.</translation>
    </message>
    <message>
        <source>At token {at}, “{token}”. Mirostat is in its place; {setting} would do this.</source>
        <translation>En el token {at}, «{token}». Mirostat ocupa su lugar; {setting} haría esto.</translation>
    </message>
    <message>
        <source>At token {at}, “{token}” came.</source>
        <translation>En el token {at} salió «{token}».</translation>
    </message>
    <message>
        <source>Candidates that were left: {count}. The seed decides which comes, each as often as likely.</source>
        <translation>Candidatos que quedaban: {count}. La semilla decide cuál sale, cada uno tan a menudo como es probable.</translation>
    </message>
    <message>
        <source>It cuts none of the likeliest {count}.</source>
        <translation>No quita ninguno de los {count} más probables.</translation>
    </message>
    <message>
        <source>Candidates: {before} before, {after} after. Those left had {share} together.</source>
        <translation>Candidatos: {before} antes, {after} después. Los que quedan tenían juntos {share}.</translation>
    </message>
    <message>
        <source>Of all candidates with {share} or more it keeps only the least likely, {chance} of the time.</source>
        <translation>De todos los candidatos con {share} o más deja solo el menos probable, el {chance} de las veces.</translation>
    </message>
    <message>
        <source>What Mirostat makes of them at the end is not known.</source>
        <translation>No se sabe qué hace Mirostat con ellos al final.</translation>
    </message>
    <message>
        <source>Shares are estimates here: they depend on tokens beyond the likeliest 64.</source>
        <translation>Los porcentajes son estimaciones: dependen de tokens que no están entre los 64 más probables.</translation>
    </message>
    <message>
        <source>At token {at}, “{token}”. It is off; this is what {setting} would do.</source>
        <translation>En el token {at}, «{token}». Está apagado; esto es lo que haría {setting}.</translation>
    </message>
    <message>
        <source>At token {at}, “{token}”, with {setting}.</source>
        <translation>En el token {at}, «{token}», con {setting}.</translation>
    </message>
    <message>
        <source>The likeliest that it cuts is “{token}” with {share}.</source>
        <translation>El más probable de los que quita es «{token}», con {share}.</translation>
    </message>
    <message>
        <source>It cuts below {share}.</source>
        <translation>Quita por debajo de {share}.</translation>
    </message>
    <message>
        <source>It does nothing here: fewer than two candidates have {share} or more.</source>
        <translation>Aquí no hace nada: menos de dos candidatos tienen {share} o más.</translation>
    </message>
    <message>
        <source>“{token}” goes from {before} to {after}.</source>
        <translation>«{token}» pasa de {before} a {after}.</translation>
    </message>
    <message>
        <source>None of the likeliest candidates stands in the text before: it changes nothing here.</source>
        <translation>Ninguno de los candidatos más probables está en el texto anterior: aquí no cambia nada.</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Web page (*.html)</source>
        <translation>Página web (*.html)</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Run card, to run again (*.json)</source>
        <translation>Ficha, para repetir (*.json)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabla (*.csv)</translation>
    </message>
    <message>
        <source>Export: {kind}</source>
        <translation>Exportar: {kind}</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportado</translation>
    </message>
    <message>
        <source>Open a run card</source>
        <translation>Abrir una ficha</translation>
    </message>
</context>
<context>
    <name>FactsPanel</name>
    <message>
        <source>Load with options…</source>
        <translation>Cargar con opciones…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>Mostrar en el gestor de archivos</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Eliminar…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Check its checksum</source>
        <translation>Comprobar su suma de verificación</translation>
    </message>
    <message>
        <source>All keys of the header</source>
        <translation>Todas las claves de la cabecera</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>Velocidad aquí</translation>
    </message>
    <message>
        <source>Facts of the file</source>
        <translation>Datos del archivo</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Cargado</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>Expulsar</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chatear</translation>
    </message>
    <message>
        <source>It cannot be loaded</source>
        <translation>No se puede cargar</translation>
    </message>
    <message>
        <source>The forecast is being made…</source>
        <translation>Se está haciendo la previsión…</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Memory at {context} context</source>
        <translation>Memoria con {context} de contexto</translation>
    </message>
    <message>
        <source>The forecast includes up to {size} for the caches of other chats.</source>
        <translation>La previsión incluye hasta {size} para las cachés de otros chats.</translation>
    </message>
    <message>
        <source>It is not known yet: this computer is measured once, when it has nothing else to do.</source>
        <translation>Aún no se sabe: este equipo se mide una vez, cuando no tiene otra cosa que hacer.</translation>
    </message>
    <message>
        <source>Forecast by llama.cpp from the file&apos;s header. It has not been measured here yet.</source>
        <translation>Previsión de llama.cpp a partir de la cabecera del archivo. Aún no se ha medido aquí.</translation>
    </message>
    <message>
        <source>Measured once, at {context} context: {taken} GB where {forecast} GB were forecast ({missed} %).</source>
        <translation>Una medida, con {context} de contexto: {taken} GB donde se preveían {forecast} GB ({missed} %).</translation>
    </message>
    <message>
        <source>Measured last, at {context} context: {taken} GB where {forecast} GB were forecast ({missed} %). The forecast is corrected by {count} measured runs.</source>
        <translation>Última medida, con {context} de contexto: {taken} GB donde se preveían {forecast} GB ({missed} %). La previsión se corrige con {count} ejecuciones medidas.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Arquitectura</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parámetros</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Heads, KV heads</source>
        <translation>Cabezas, cabezas KV</translation>
    </message>
    <message>
        <source>Trained context</source>
        <translation>Contexto entrenado</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>Vocabulario</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Plantilla de chat</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>Bits por peso</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>GGUF version</source>
        <translation>Versión de GGUF</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>none: a general one is used</source>
        <translation>ninguna: se usa una general</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>{count} elementos</translation>
    </message>
</context>
<context>
    <name>Figure</name>
    <message>
        <source>Candidates before and after</source>
        <translation>Candidatos antes y después</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Search models</source>
        <translation>Buscar modelos</translation>
    </message>
    <message>
        <source>Search Hugging Face, or paste a link</source>
        <translation>Busca en Hugging Face o pega un enlace</translation>
    </message>
    <message>
        <source>Fits this computer</source>
        <translation>Cabe en este equipo</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Quick here</source>
        <translation>Rápido aquí</translation>
    </message>
    <message>
        <source>Answers here as fast as one reads</source>
        <translation>Responde aquí tan deprisa como se lee</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>Any licence</source>
        <translation>Cualquier licencia</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Any language</source>
        <translation>Cualquier idioma</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Most downloads</source>
        <translation>Más descargas</translation>
    </message>
    <message>
        <source>Most likes</source>
        <translation>Más «me gusta»</translation>
    </message>
    <message>
        <source>Trending</source>
        <translation>En tendencia</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Más nuevos</translation>
    </message>
    <message>
        <source>Fastest here</source>
        <translation>Los más rápidos aquí</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpiar</translation>
    </message>
    <message>
        <source>Any size</source>
        <translation>Cualquier tamaño</translation>
    </message>
    <message>
        <source>Up to {size}B</source>
        <translation>Hasta {size}B</translation>
    </message>
</context>
<context>
    <name>Fit</name>
    <message>
        <source>Fits well</source>
        <translation>Cabe bien</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>Justo</translation>
    </message>
    <message>
        <source>Too big</source>
        <translation>Demasiado grande</translation>
    </message>
    <message>
        <source>Slow here</source>
        <translation>Lento aquí</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Sin datos</translation>
    </message>
    <message>
        <source>On another machine</source>
        <translation>En otro equipo</translation>
    </message>
    <message>
        <source>{rate} tok/s</source>
        <translation>{rate} tok/s</translation>
    </message>
    <message>
        <source>Expected here: {low} to {high} tokens per second</source>
        <translation>Se espera aquí: de {low} a {high} tokens por segundo</translation>
    </message>
    <message>
        <source>Measured in one answer: {setup}</source>
        <translation>Medido en una respuesta: {setup}</translation>
    </message>
    <message>
        <source>The middle of {count} measured answers, {low} to {high} tok/s: {setup}</source>
        <translation>El valor central de {count} respuestas medidas, de {low} a {high} tok/s: {setup}</translation>
    </message>
    <message>
        <source>{threads} threads, {context} context, KV cache {kv_type}</source>
        <translation>{threads} hilos, {context} de contexto, caché KV {kv_type}</translation>
    </message>
    <message>
        <source>{layers} layers on the graphics card</source>
        <translation>{layers} capas en la tarjeta gráfica</translation>
    </message>
    <message>
        <source>Memory at {context} context</source>
        <translation>Memoria con {context} de contexto</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún no se sabe</translation>
    </message>
    <message>
        <source>Weights {weights} GB, KV cache {kv} GB, compute and the engine itself {rest} GB</source>
        <translation>Pesos {weights} GB, caché KV {kv} GB, cálculo y el propio motor {rest} GB</translation>
    </message>
    <message>
        <source>{size} GB and {layers} layers on the graphics card</source>
        <translation>{size} GB y {layers} capas en la tarjeta gráfica</translation>
    </message>
</context>
<context>
    <name>FormatPanel</name>
    <message>
        <source>Structured output</source>
        <translation>Salida estructurada</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>Esquema JSON</translation>
    </message>
    <message>
        <source>Grammar (GBNF)</source>
        <translation>Gramática (GBNF)</translation>
    </message>
    <message>
        <source>From an example</source>
        <translation>Desde un ejemplo</translation>
    </message>
    <message>
        <source>Turn it off</source>
        <translation>Desactivarla</translation>
    </message>
    <message>
        <source>Answers can only contain what it allows, from the next token on if the text so far fits.</source>
        <translation>Las respuestas solo pueden contener lo que permite, desde el siguiente token si el texto escrito encaja.</translation>
    </message>
    <message>
        <source>It is checked once a model on this computer is loaded; other engines refuse it when asked.</source>
        <translation>Se comprueba cuando hay un modelo cargado en este equipo; otros motores la rechazan al preguntarles.</translation>
    </message>
    <message>
        <source>An answer as it should look, as JSON</source>
        <translation>Una respuesta tal como debería verse, en JSON</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Usarla</translation>
    </message>
    <message>
        <source>Create a schema from it</source>
        <translation>Crear un esquema</translation>
    </message>
    <message>
        <source>An answer as it should look; its fields become the schema.</source>
        <translation>Una respuesta tal como debería verse; sus campos forman el esquema.</translation>
    </message>
    <message>
        <source>Choose an example above, or write one.</source>
        <translation>Elige un ejemplo arriba o escribe uno.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Comprobando…</translation>
    </message>
    <message>
        <source>It can be used, but: {warning}</source>
        <translation>Se puede usar, pero: {warning}</translation>
    </message>
    <message>
        <source>It is in use.</source>
        <translation>Está en uso.</translation>
    </message>
    <message>
        <source>It can be used.</source>
        <translation>Se puede usar.</translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message>
        <source>on request</source>
        <translation>con permiso</translation>
    </message>
</context>
<context>
    <name>FoundRows</name>
    <message>
        <source>Good on this computer</source>
        <translation>Buenos en este equipo</translation>
    </message>
    <message>
        <source>Built-in catalogue</source>
        <translation>Catálogo incluido</translation>
    </message>
    <message>
        <source>Hugging Face</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>Cannot run</source>
        <translation>No ejecutable</translation>
    </message>
</context>
<context>
    <name>GapsPanel</name>
    <message>
        <source>Put it into the message</source>
        <translation>Ponerlo en el mensaje</translation>
    </message>
</context>
<context>
    <name>Graph</name>
    <message>
        <source>{total} GB in this computer</source>
        <translation>{total} GB en este equipo</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>cargado</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>primer token</translation>
    </message>
    <message>
        <source>drafts paused</source>
        <translation>anticipos en pausa</translation>
    </message>
    <message>
        <source>structured output</source>
        <translation>salida estructurada</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Cancel loading</source>
        <translation>Cancelar la carga</translation>
    </message>
    <message>
        <source>Eject the model and free its memory</source>
        <translation>Expulsar el modelo y liberar su memoria</translation>
    </message>
    <message>
        <source>Sampling panel (Ctrl+I)</source>
        <translation>Panel de muestreo (Ctrl+I)</translation>
    </message>
    <message>
        <source>List of chats</source>
        <translation>Lista de chats</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Earlier comparisons</source>
        <translation>Comparaciones anteriores</translation>
    </message>
    <message>
        <source>Search comparisons</source>
        <translation>Buscar comparaciones</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>No se encontró nada.</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>Ninguna todavía.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar el nombre</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
</context>
<context>
    <name>Hub</name>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Network settings</source>
        <translation>Ajustes de red</translation>
    </message>
    <message>
        <source>Folder settings</source>
        <translation>Ajustes de carpetas</translation>
    </message>
    <message>
        <source>Enter a token…</source>
        <translation>Introducir un token…</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Abrir su página</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>Descargar de nuevo</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Sampling</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <source>Applies to the next token</source>
        <translation>Vale desde el siguiente token</translation>
    </message>
    <message>
        <source>Applies to the next answer</source>
        <translation>Vale desde la próxima respuesta</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Lupa</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Window</source>
        <translation>Ventana</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>List of chats</source>
        <translation>Lista de chats</translation>
    </message>
    <message>
        <source>Message field and sliders</source>
        <translation>Campo del mensaje y controles deslizantes</translation>
    </message>
    <message>
        <source>Search the chats</source>
        <translation>Buscar en los chats</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elegir un modelo</translation>
    </message>
    <message>
        <source>Sampling panel</source>
        <translation>Panel de muestreo</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Lupa</translation>
    </message>
    <message>
        <source>New chat, or new comparison</source>
        <translation>Nuevo chat o nueva comparación</translation>
    </message>
    <message>
        <source>Lens: what could have come in place of each token</source>
        <translation>Lupa: qué podría haber salido en lugar de cada token</translation>
    </message>
    <message>
        <source>To the message field, or to the question</source>
        <translation>Al campo del mensaje o de la pregunta</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Search for models</source>
        <translation>Buscar modelos</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>Taller</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Esta hoja</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Detener la respuesta</translation>
    </message>
    <message>
        <source>New answer</source>
        <translation>Nueva respuesta</translation>
    </message>
    <message>
        <source>Edit the last question</source>
        <translation>Editar la última pregunta</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>Versión anterior</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>Versión siguiente</translation>
    </message>
    <message>
        <source>Copy the last answer</source>
        <translation>Copiar la última respuesta</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Prompt de sistema</translation>
    </message>
    <message>
        <source>Prompt library</source>
        <translation>Biblioteca de prompts</translation>
    </message>
    <message>
        <source>Structured output</source>
        <translation>Salida estructurada</translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation>Desplazar hacia arriba</translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation>Desplazar hacia abajo</translation>
    </message>
    <message>
        <source>First message</source>
        <translation>Primer mensaje</translation>
    </message>
    <message>
        <source>Last message</source>
        <translation>Último mensaje</translation>
    </message>
    <message>
        <source>Column A has the best answer (Alt+2: column B, and so on)</source>
        <translation>La columna A tiene la mejor respuesta (Alt+2: la B, etc.)</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>Empate</translation>
    </message>
    <message>
        <source>Rename, in the list of earlier comparisons</source>
        <translation>Cambiar el nombre, en la lista de comparaciones anteriores</translation>
    </message>
    <message>
        <source>Delete, in the list of earlier comparisons</source>
        <translation>Borrar, en la lista de comparaciones anteriores</translation>
    </message>
    <message>
        <source>Guided tour: the lens in ten steps</source>
        <translation>Recorrido guiado: la lupa en diez pasos</translation>
    </message>
    <message>
        <source>Token before</source>
        <translation>Token anterior</translation>
    </message>
    <message>
        <source>Token after</source>
        <translation>Token siguiente</translation>
    </message>
    <message>
        <source>Next token of which the model was not sure</source>
        <translation>Siguiente token del que el modelo no estaba seguro</translation>
    </message>
    <message>
        <source>Branch here with the chosen candidate</source>
        <translation>Ramificar aquí con el candidato elegido</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar el título</translation>
    </message>
    <message>
        <source>Pin or unpin</source>
        <translation>Fijar o dejar de fijar</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicar</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Bring the deleted chat back</source>
        <translation>Recuperar el chat eliminado</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>Línea nueva</translation>
    </message>
    <message>
        <source>Edit the last question, in an empty field</source>
        <translation>Editar la última pregunta, con el campo vacío</translation>
    </message>
    <message>
        <source>Take an edited message</source>
        <translation>Aceptar un mensaje editado</translation>
    </message>
    <message>
        <source>Slider: a step down</source>
        <translation>Control deslizante: un paso menos</translation>
    </message>
    <message>
        <source>Slider: ten steps up</source>
        <translation>Control deslizante: diez pasos más</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>Teclado</translation>
    </message>
</context>
<context>
    <name>LeftOut</name>
    <message>
        <source>Here {count} messages were left out: the context of {context} tokens is full</source>
        <translation>Aquí se omitieron {count} mensajes: el contexto de {context} tokens está lleno</translation>
    </message>
    <message>
        <source>The {count} messages above were left out: the context of {context} tokens is full</source>
        <translation>Se omitieron los {count} mensajes anteriores: el contexto de {context} tokens está lleno</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
</context>
<context>
    <name>Lens</name>
    <message>
        <source>cut</source>
        <translation>quitados</translation>
    </message>
    <message>
        <source>cut: {name}</source>
        <translation>quita: {name}</translation>
    </message>
    <message>
        <source>{count} other tokens, {raw} together</source>
        <translation>otros {count} tokens, {raw} en total</translation>
    </message>
    <message>
        <source>probability {raw}</source>
        <translation>probabilidad {raw}</translation>
    </message>
    <message>
        <source>cut by {name}</source>
        <translation>quitado por {name}</translation>
    </message>
    <message>
        <source>{after} after sampling</source>
        <translation>{after} tras el muestreo</translation>
    </message>
    <message>
        <source>at least {after} after sampling</source>
        <translation>al menos {after} tras el muestreo</translation>
    </message>
    <message>
        <source>this one came</source>
        <translation>salió este</translation>
    </message>
    <message>
        <source>about {after} after sampling</source>
        <translation>unos {after} tras el muestreo</translation>
    </message>
    <message>
        <source>{count} others</source>
        <translation>otros {count}</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <source>All tokens that the model knows, as it sees them</source>
        <translation>Todos los tokens que conoce el modelo, tal como los ve</translation>
    </message>
    <message>
        <source>Tokens left after it: {count}</source>
        <translation>Tokens que quedan después: {count}</translation>
    </message>
    <message>
        <source>those below {share} are out</source>
        <translation>los de menos de {share} quedan fuera</translation>
    </message>
    <message>
        <source>and others, with {share} at most</source>
        <translation>y otros, con {share} como mucho</translation>
    </message>
    <message>
        <source>as far as can be told from the candidates that are known</source>
        <translation>hasta donde se puede saber por los candidatos conocidos</translation>
    </message>
    <message>
        <source>grammar</source>
        <translation>gramática</translation>
    </message>
    <message>
        <source>penalties</source>
        <translation>penalizaciones</translation>
    </message>
    <message>
        <source>taken by {count} of {all}</source>
        <translation>tomado por {count} de {all}</translation>
    </message>
    <message>
        <source>taken by none</source>
        <translation>no lo tomó ninguna</translation>
    </message>
    <message>
        <source>(ended without a word)</source>
        <translation>(terminó sin una palabra)</translation>
    </message>
    <message>
        <source>more than {count}</source>
        <translation>más de {count}</translation>
    </message>
</context>
<context>
    <name>LensPanel</name>
    <message>
        <source>Choose each token yourself</source>
        <translation>Elegir tú cada token</translation>
    </message>
    <message>
        <source>Write another answer to this question: you are the sampler</source>
        <translation>Escribe otra respuesta a esta pregunta: tú eres el muestreador</translation>
    </message>
    <message>
        <source>What could have been</source>
        <translation>Lo que pudo haber sido</translation>
    </message>
    <message>
        <source>Have the question answered with sixteen seeds, and see where they part</source>
        <translation>Haz que se responda con dieciséis semillas y mira dónde se separan</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Lupa</translation>
    </message>
    <message>
        <source>Token before (Left)</source>
        <translation>Token anterior (Izquierda)</translation>
    </message>
    <message>
        <source>Token after (Right)</source>
        <translation>Token siguiente (Derecha)</translation>
    </message>
    <message>
        <source>Tint</source>
        <translation>Teñir</translation>
    </message>
    <message>
        <source>Colour the words of the answer by how sure the model was of them</source>
        <translation>Colorear las palabras de la respuesta según lo seguro que estaba el modelo</translation>
    </message>
    <message>
        <source>Export the candidates</source>
        <translation>Exportar los candidatos</translation>
    </message>
    <message>
        <source>Guided tours</source>
        <translation>Recorridos guiados</translation>
    </message>
    <message>
        <source>Go over the answer</source>
        <translation>Repasar la respuesta</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Candidatos</translation>
    </message>
    <message>
        <source>… or go on with words of your own, and Enter</source>
        <translation>… o sigue con tus propias palabras e Intro</translation>
    </message>
    <message>
        <source>Go on with words of your own</source>
        <translation>Seguir con tus propias palabras</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>After sampling</source>
        <translation>Tras el muestreo</translation>
    </message>
    <message>
        <source>Least certain</source>
        <translation>Menos seguros</translation>
    </message>
    <message>
        <source>As JSON…</source>
        <translation>Como JSON…</translation>
    </message>
    <message>
        <source>As CSV…</source>
        <translation>Como CSV…</translation>
    </message>
    <message>
        <source>Token {at} of {count}</source>
        <translation>Token {at} de {count}</translation>
    </message>
    <message>
        <source>Ask something: the lens shows what could have come in place of each token.</source>
        <translation>Pregunta algo: la lupa muestra qué podría haber salido en lugar de cada token.</translation>
    </message>
    <message>
        <source>The model goes over the answer once more…</source>
        <translation>El modelo repasa la respuesta…</translation>
    </message>
    <message>
        <source>To show what could have come, the model reads this answer once more. The text stays as it is.</source>
        <translation>Para mostrar lo que pudo haber salido, el modelo lee esta respuesta una vez más. El texto se queda como está.</translation>
    </message>
    <message>
        <source>Over {count} tokens the model was as unsure as among {perplexity} equally likely ones each time (perplexity); mean entropy {entropy} bit.</source>
        <translation>En {count} tokens el modelo dudó cada vez como entre {perplexity} igual de probables (perplejidad); entropía media {entropy} bits.</translation>
    </message>
    <message>
        <source>This answer was written without the lens. Load a model on this computer to go over it.</source>
        <translation>Esta respuesta se escribió sin la lupa. Carga un modelo de este equipo para repasarla.</translation>
    </message>
    <message>
        <source>This answer was written without the lens. Load {model} on this computer to go over it.</source>
        <translation>Esta respuesta se escribió sin la lupa. Carga {model} en este equipo para repasarla.</translation>
    </message>
    <message>
        <source>Branch here with “{token}”</source>
        <translation>Ramificar aquí con «{token}»</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Leads to {host}</source>
        <translation>Lleva a {host}</translation>
    </message>
    <message>
        <source>Not a web address: {address}</source>
        <translation>No es una dirección web: {address}</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Abrir en el navegador</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Copiar la dirección</translation>
    </message>
</context>
<context>
    <name>LiveGraph</name>
    <message>
        <source>Graph of speed and memory</source>
        <translation>Gráfica de velocidad y memoria</translation>
    </message>
    <message>
        <source>Pause the graph</source>
        <translation>Pausar la gráfica</translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation>Guardar la gráfica</translation>
    </message>
    <message>
        <source>Follow the latest again</source>
        <translation>Volver a seguir lo más reciente</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>Tokens por segundo</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Procesador</translation>
    </message>
    <message>
        <source>{speed} of them drafted</source>
        <translation>{speed} de ellos anticipados</translation>
    </message>
    <message>
        <source>{speed} tokens per second, {memory} GB of memory</source>
        <translation>{speed} tokens por segundo, {memory} GB de memoria</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Pesos</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>Caché KV</translation>
    </message>
    <message>
        <source>Rest</source>
        <translation>Resto</translation>
    </message>
    <message>
        <source>Go on drawing</source>
        <translation>Seguir dibujando</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>Imagen (PNG)…</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Imagen (*.png)</translation>
    </message>
    <message>
        <source>Figures (CSV)…</source>
        <translation>Cifras (CSV)…</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>Cifras (*.csv)</translation>
    </message>
</context>
<context>
    <name>LoadPanel</name>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>q8_0 (about half)</source>
        <translation>q8_0 (cerca de la mitad)</translation>
    </message>
    <message>
        <source>q4_0 (about a quarter)</source>
        <translation>q4_0 (cerca de un cuarto)</translation>
    </message>
    <message>
        <source>f16 (full)</source>
        <translation>f16 (completa)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <source>All that fit</source>
        <translation>Todas las que quepan</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>Como en los ajustes</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Cargar</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>Velocidad aquí</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>Caché KV</translation>
    </message>
    <message>
        <source>GPU layers</source>
        <translation>Capas en la GPU</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Hilos</translation>
    </message>
    <message>
        <source>Flash attention</source>
        <translation>Flash attention</translation>
    </message>
    <message>
        <source>Slots: answers at the same time</source>
        <translation>Slots: respuestas a la vez</translation>
    </message>
    <message>
        <source>Draft model: guesses ahead</source>
        <translation>Modelo borrador: se adelanta</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>Adaptadores</translation>
    </message>
    <message>
        <source>Pictures and sounds (mmproj)</source>
        <translation>Imágenes y sonidos (mmproj)</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <source>Automatic: {count}</source>
        <translation>Automático: {count}</translation>
    </message>
</context>
<context>
    <name>LocalRows</name>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Quant</source>
        <translation>Cuant.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Último uso</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>Velocidad aquí</translation>
    </message>
    <message>
        <source>This file is no model to chat with</source>
        <translation>Este archivo no es un modelo para chatear</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nunca</translation>
    </message>
</context>
<context>
    <name>LossCard</name>
    <message>
        <source>Models to score</source>
        <translation>Modelos que puntuar</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>Frente a</translation>
    </message>
    <message>
        <source>No other model</source>
        <translation>Ningún otro modelo</translation>
    </message>
    <message>
        <source>Only its first {count} tokens</source>
        <translation>Solo sus primeros {count} tokens</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Score 1 model</source>
        <translation>Puntuar 1 modelo</translation>
    </message>
    <message>
        <source>Score {count} models</source>
        <translation>Puntuar {count} modelos</translation>
    </message>
    <message>
        <source>Score models</source>
        <translation>Puntuar modelos</translation>
    </message>
    <message>
        <source>Perplexity says how well a model foresees a text: the lower, the better.</source>
        <translation>La perplejidad dice lo bien que un modelo prevé un texto: cuanto más baja, mejor.</translation>
    </message>
    <message>
        <source>KL divergence says how far it is from the other model, which needs one vocabulary.</source>
        <translation>La divergencia KL dice cuánto se aparta del otro modelo; hace falta que ambos tengan el mismo vocabulario.</translation>
    </message>
    <message>
        <source>The text, 200,000 tokens at most, is sent to {host}, and compared with the models here.</source>
        <translation>El texto, de 200 000 tokens como mucho, se envía a {host} y se compara con los modelos de aquí.</translation>
    </message>
    <message>
        <source>Your chats stay on this computer, also when figures are exported.</source>
        <translation>Tus chats se quedan en este ordenador, también al exportar las cifras.</translation>
    </message>
    <message>
        <source>{model} scores the text</source>
        <translation>{model} puntúa el texto</translation>
    </message>
    <message>
        <source>perplexity so far {value}</source>
        <translation>perplejidad hasta ahora {value}</translation>
    </message>
    <message>
        <source>{count} more wait</source>
        <translation>{count} más esperan</translation>
    </message>
</context>
<context>
    <name>LossPage</name>
    <message>
        <source>Nothing has been scored yet. Choose models above.</source>
        <translation>Todavía no se ha puntuado nada. Elige modelos arriba.</translation>
    </message>
    <message>
        <source>Export the figures</source>
        <translation>Exportar las cifras</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>Borrar lo seleccionado</translation>
    </message>
    <message>
        <source>Perplexity and loss</source>
        <translation>Perplejidad y pérdida</translation>
    </message>
    <message>
        <source>1 score was deleted</source>
        <translation>Se borró 1 puntuación</translation>
    </message>
    <message>
        <source>{count} scores were deleted</source>
        <translation>Se borraron {count} puntuaciones</translation>
    </message>
    <message>
        <source>No words of your chats are in it</source>
        <translation>No contiene palabras de tus chats</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
</context>
<context>
    <name>MeasureCard</name>
    <message>
        <source>Models to measure</source>
        <translation>Modelos que se miden</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Rápido</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>Completo</translation>
    </message>
    <message>
        <source>Repetitions of each test</source>
        <translation>Repeticiones de cada prueba</translation>
    </message>
    <message>
        <source>Repetitions</source>
        <translation>Repeticiones</translation>
    </message>
    <message>
        <source>Measure 1 model</source>
        <translation>Medir 1 modelo</translation>
    </message>
    <message>
        <source>Measure {count} models</source>
        <translation>Medir {count} modelos</translation>
    </message>
    <message>
        <source>Measure models</source>
        <translation>Medir modelos</translation>
    </message>
    <message>
        <source>Prompts of 512 tokens, answers of 128, and the first token after a prompt, as llama-bench does.</source>
        <translation>Entradas de 512 tokens, respuestas de 128 y el primer token tras una entrada, como llama-bench.</translation>
    </message>
    <message>
        <source>Then behind up to 8,192 tokens, and in batches from 64 to 1,024. It takes a while.</source>
        <translation>Después, tras hasta 8192 tokens y en lotes de 64 a 1024. Tarda un rato.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} de {total}</translation>
    </message>
</context>
<context>
    <name>Media</name>
    <message>
        <source>Pictures and sounds ({kinds})</source>
        <translation>Imágenes y sonidos ({kinds})</translation>
    </message>
    <message>
        <source>Add pictures or sounds</source>
        <translation>Añadir imágenes o sonidos</translation>
    </message>
    <message>
        <source>{model} cannot see pictures.</source>
        <translation>{model} no ve imágenes.</translation>
    </message>
    <message>
        <source>{model} cannot hear sounds.</source>
        <translation>{model} no oye sonidos.</translation>
    </message>
    <message>
        <source>Those that can are under Models.</source>
        <translation>Los que sí pueden están en Modelos.</translation>
    </message>
    <message>
        <source>Get {name}, which can, about {size}</source>
        <translation>Obtener {name}, que sí puede, unos {size}</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Sonido</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Guardar como…</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>Parar {name}</translation>
    </message>
    <message>
        <source>Play {name}</source>
        <translation>Reproducir {name}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
</context>
<context>
    <name>MediaChips</name>
    <message>
        <source>Reading 1 file…</source>
        <translation>Leyendo 1 archivo…</translation>
    </message>
    <message>
        <source>Reading {count} files…</source>
        <translation>Leyendo {count} archivos…</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Quitar {name}</translation>
    </message>
</context>
<context>
    <name>MemoryBar</name>
    <message>
        <source>of {total} GB</source>
        <translation>de {total} GB</translation>
    </message>
    <message>
        <source>Weights {weights} GB, KV cache {kv} GB, the rest of the engine {rest} GB</source>
        <translation>Pesos {weights} GB, caché KV {kv} GB, el resto del motor {rest} GB</translation>
    </message>
</context>
<context>
    <name>MergeCard</name>
    <message>
        <source>Scale</source>
        <translation>Escala</translation>
    </message>
    <message>
        <source>Write the merged model</source>
        <translation>Escribir el modelo fusionado</translation>
    </message>
    <message>
        <source>LoRA adapters</source>
        <translation>Adaptadores LoRA</translation>
    </message>
    <message>
        <source>Merge adapters into this model</source>
        <translation>Fusionar adaptadores con este modelo</translation>
    </message>
    <message>
        <source>The adapters become part of the weights. Quantised weights that they change become F16.</source>
        <translation>Los adaptadores pasan a formar parte de los pesos. Los pesos cuantizados que cambian pasan a F16.</translation>
    </message>
    <message>
        <source>It becomes {path}, and can be quantised above.</source>
        <translation>Será {path}, y se puede cuantizar arriba.</translation>
    </message>
</context>
<context>
    <name>MessageVerbs</name>
    <message>
        <source>New chat from here</source>
        <translation>Chat nuevo desde aquí</translation>
    </message>
    <message>
        <source>Repeat exactly</source>
        <translation>Repetir exactamente</translation>
    </message>
    <message>
        <source>The engine in use does not give the same tokens again</source>
        <translation>El motor en uso no da otra vez los mismos tokens</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Bring back what was deleted last</source>
        <translation>Recuperar lo último que se eliminó</translation>
    </message>
    <message>
        <source>Delete this answer</source>
        <translation>Eliminar esta respuesta</translation>
    </message>
    <message>
        <source>Delete question and answer</source>
        <translation>Eliminar la pregunta y su respuesta</translation>
    </message>
    <message>
        <source>Delete the question and its {count} answers</source>
        <translation>Eliminar la pregunta y sus {count} respuestas</translation>
    </message>
    <message>
        <source>Delete this question</source>
        <translation>Eliminar esta pregunta</translation>
    </message>
    <message>
        <source>Messages deleted: {count}</source>
        <translation>Mensajes eliminados: {count}</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Eliminado</translation>
    </message>
    <message>
        <source>Load with {count} context</source>
        <translation>Cargar con un contexto de {count}</translation>
    </message>
    <message>
        <source>Go on in a new chat</source>
        <translation>Seguir en un chat nuevo</translation>
    </message>
</context>
<context>
    <name>ModelsScreen</name>
    <message>
        <source>Discover</source>
        <translation>Descubrir</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>En este equipo</translation>
    </message>
    <message>
        <source>On other machines</source>
        <translation>En otros equipos</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>The files are being copied</source>
        <translation>Se están copiando los archivos</translation>
    </message>
    <message>
        <source>They appear in the list once they are whole.</source>
        <translation>Aparecerán en la lista cuando estén completos.</translation>
    </message>
    <message>
        <source>{free} GB of memory free</source>
        <translation>{free} GB de memoria libres</translation>
    </message>
    <message>
        <source>{free} of {total} GB memory free</source>
        <translation>{free} de {total} GB de memoria libres</translation>
    </message>
    <message>
        <source>{name}: {free} GB free</source>
        <translation>{name}: {free} GB libres</translation>
    </message>
    <message>
        <source>no graphics card in use</source>
        <translation>sin tarjeta gráfica en uso</translation>
    </message>
    <message>
        <source>The token was accepted</source>
        <translation>El token se ha aceptado</translation>
    </message>
    <message>
        <source>{name} was deleted</source>
        <translation>{name} se eliminó</translation>
    </message>
    <message>
        <source>The file could not be read to its end.</source>
        <translation>El archivo no se ha podido leer hasta el final.</translation>
    </message>
    <message>
        <source>It is what its source says: </source>
        <translation>Coincide con lo que dice su origen: </translation>
    </message>
    <message>
        <source>No source says what it should be: </source>
        <translation>Ningún origen dice cuál debería ser: </translation>
    </message>
    <message>
        <source>The file was added</source>
        <translation>Se añadió el archivo</translation>
    </message>
</context>
<context>
    <name>MonitorPage</name>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
</context>
<context>
    <name>OfferTable</name>
    <message>
        <source>Show all {count} files</source>
        <translation>Mostrar los {count} archivos</translation>
    </message>
    <message>
        <source>Quant</source>
        <translation>Cuant.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>Velocidad aquí</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Cabe</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <source>Memory at {context}</source>
        <translation>Memoria con {context}</translation>
    </message>
</context>
<context>
    <name>Offers</name>
    <message>
        <source>Recommended</source>
        <translation>Recomendado</translation>
    </message>
    <message>
        <source>From your link</source>
        <translation>De tu enlace</translation>
    </message>
    <message>
        <source>For pictures or sounds: comes with each model</source>
        <translation>Para imágenes o sonidos: llega con cada modelo</translation>
    </message>
    <message>
        <source>Makes embeddings, cannot chat</source>
        <translation>Crea embeddings, no puede chatear</translation>
    </message>
    <message>
        <source>Adapter: not used by itself</source>
        <translation>Adaptador: no se usa solo</translation>
    </message>
    <message>
        <source>Helper for speed: cannot chat</source>
        <translation>Auxiliar de velocidad: no puede chatear</translation>
    </message>
    <message>
        <source>A part is missing: {name}</source>
        <translation>Falta una parte: {name}</translation>
    </message>
    <message>
        <source>{need} GB are needed, {free} GB are free now</source>
        <translation>Hacen falta {need} GB, ahora hay {free} GB libres</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chatear</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Descargar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>En cola</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Verificando</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
</context>
<context>
    <name>OpinionView</name>
    <message>
        <source>Ask another model…</source>
        <translation>Preguntar a otro modelo…</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>Otro modelo</translation>
    </message>
    <message>
        <source>{name} goes over the answer…</source>
        <translation>{name} repasa la respuesta…</translation>
    </message>
    <message>
        <source>Over the words that both cut alike. {writer} (line): perplexity {own}, {own_bits} bit a character. {name} (dashes): perplexity {other}, {other_bits} bit a character. Below, where they differ most, in bits.</source>
        <translation>En las palabras que ambos cortan igual. {writer} (línea): perplejidad {own}, {own_bits} bits por carácter. {name} (guiones): perplejidad {other}, {other_bits} bits por carácter. Debajo, dónde más difieren, en bits.</translation>
    </message>
    <message>
        <source>Surprise: {own} bit for the one that wrote it, {other} bit for the other</source>
        <translation>Sorpresa: {own} bits para el que la escribió, {other} bits para el otro</translation>
    </message>
    <message>
        <source>No other model is on this computer</source>
        <translation>No hay otro modelo en este equipo</translation>
    </message>
</context>
<context>
    <name>OpinionsPage</name>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Exportar como CSV…</translation>
    </message>
    <message>
        <source>Back to the columns (Esc)</source>
        <translation>Volver a las columnas (Esc)</translation>
    </message>
    <message>
        <source>Each model goes over every answer and says how surprised it is: bits a character, and below them the perplexity by its own tokens. Fewer bits mean less surprise. Compare along a row, where the text is the same; a model is usually surprised least by its own.</source>
        <translation>Cada modelo recorre todas las respuestas y dice cuánto le sorprenden: bits por carácter y, debajo, la perplejidad según sus propios tokens. Menos bits son menos sorpresa. Compara a lo largo de una fila, donde el texto es el mismo; a un modelo suele sorprenderle menos el suyo.</translation>
    </message>
    <message>
        <source>Answers, scored by all models</source>
        <translation>Respuestas, valoradas por todos los modelos</translation>
    </message>
    <message>
        <source>{name} goes over the answers: model {at} of {count}…</source>
        <translation>{name} recorre las respuestas: modelo {at} de {count}…</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>por {name}</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>{bits} bit/char</source>
        <translation>{bits} bit/carácter</translation>
    </message>
    <message>
        <source>its own</source>
        <translation>suya</translation>
    </message>
    <message>
        <source>perplexity {value}</source>
        <translation>perplejidad {value}</translation>
    </message>
</context>
<context>
    <name>Owners</name>
    <message>
        <source>Built in</source>
        <translation>Incluido</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Caché de Hugging Face</translation>
    </message>
    <message>
        <source>Added folder</source>
        <translation>Carpeta añadida</translation>
    </message>
    <message>
        <source>Opened file</source>
        <translation>Archivo abierto</translation>
    </message>
    <message>
        <source>On another machine</source>
        <translation>En otro equipo</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Previous page (Ctrl+PgUp)</source>
        <translation>Página anterior (Ctrl+RePág)</translation>
    </message>
    <message>
        <source>Next page (Ctrl+PgDown)</source>
        <translation>Página siguiente (Ctrl+AvPág)</translation>
    </message>
    <message>
        <source>Text of the page</source>
        <translation>Texto de la página</translation>
    </message>
    <message>
        <source>The document was deleted: this is the passage that was sent</source>
        <translation>El documento se eliminó: este es el pasaje que se envió</translation>
    </message>
    <message>
        <source>Page {at} of {count}</source>
        <translation>Página {at} de {count}</translation>
    </message>
    <message>
        <source>Section {at} of {count}</source>
        <translation>Sección {at} de {count}</translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>Mirostat is on: it takes the place of the sliders that rest.</source>
        <translation>Mirostat está activo: ocupa el lugar de los controles que descansan.</translation>
    </message>
    <message>
        <source>The server in use does not take this.</source>
        <translation>El servidor en uso no acepta esto.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Filter models</source>
        <translation>Filtrar modelos</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>Modelos en este equipo</translation>
    </message>
    <message>
        <source>Load with options…</source>
        <translation>Cargar con opciones…</translation>
    </message>
    <message>
        <source>Alt+Enter</source>
        <translation>Alt+Intro</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Find more models…</source>
        <translation>Buscar más modelos…</translation>
    </message>
    <message>
        <source>Open a .gguf file…</source>
        <translation>Abrir un archivo .gguf…</translation>
    </message>
    <message>
        <source>comes with the app, tiny</source>
        <translation>viene con la aplicación, diminuto</translation>
    </message>
    <message>
        <source>{size} of memory</source>
        <translation>{size} de memoria</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Abrir un modelo</translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation>Modelos (*.gguf);;Todos los archivos (*)</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>Save as…</source>
        <translation>Guardar como…</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Imagen pegada</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} píxeles</translation>
    </message>
    <message>
        <source>{name}, {width} × {height} pixels</source>
        <translation>{name}, {width} × {height} píxeles</translation>
    </message>
    <message>
        <source>Show {picture}</source>
        <translation>Mostrar {picture}</translation>
    </message>
    <message>
        <source>{name}: its file is gone</source>
        <translation>{name}: su archivo ya no está</translation>
    </message>
</context>
<context>
    <name>Pill</name>
    <message>
        <source>No model loaded</source>
        <translation>Ningún modelo cargado</translation>
    </message>
    <message>
        <source>Model: {name}. {truth}</source>
        <translation>Modelo: {name}. {truth}</translation>
    </message>
    <message>
        <source>Choose a model (Ctrl+M)</source>
        <translation>Elige un modelo (Ctrl+M)</translation>
    </message>
    <message>
        <source>Loading, {percent} %</source>
        <translation>Cargando, {percent} %</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>No responde</translation>
    </message>
    <message>
        <source>Could not be loaded</source>
        <translation>No se pudo cargar</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elige un modelo</translation>
    </message>
</context>
<context>
    <name>PlateText</name>
    <message>
        <source>Tokens of the text</source>
        <translation>Tokens del texto</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>Keep these settings as a preset</source>
        <translation>Guardar estos ajustes como preajuste</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>Volver a los valores predeterminados</translation>
    </message>
    <message>
        <source>Name of the preset, then Enter</source>
        <translation>Nombre del preajuste y luego Intro</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>Nombre del preajuste</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Valores predeterminados</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>Ajustes propios</translation>
    </message>
    <message>
        <source>Preset: {name}</source>
        <translation>Preajuste: {name}</translation>
    </message>
    <message>
        <source>Recommended for this model</source>
        <translation>Recomendado para este modelo</translation>
    </message>
    <message>
        <source>Keep these settings as a preset…</source>
        <translation>Guardar estos ajustes como preajuste…</translation>
    </message>
    <message>
        <source>Delete “{name}”</source>
        <translation>Eliminar «{name}»</translation>
    </message>
    <message>
        <source>Bring back “{name}”</source>
        <translation>Recuperar «{name}»</translation>
    </message>
    <message>
        <source>New chats begin with it</source>
        <translation>Los chats nuevos empiezan con él</translation>
    </message>
    <message>
        <source>New chats with {model} begin with it</source>
        <translation>Los chats nuevos con {model} empiezan con él</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Download</source>
        <translation>Descargar</translation>
    </message>
    <message>
        <source>Estimated from its number of weights. The file&apos;s own figures come once the Hub was asked.</source>
        <translation>Estimado por su número de pesos. Las cifras del propio archivo llegan cuando se pregunta al Hub.</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>En cola</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chatear</translation>
    </message>
    <message>
        <source>It is on this computer</source>
        <translation>Está en este equipo</translation>
    </message>
</context>
<context>
    <name>ProjectorBox</name>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>It reads pictures or sounds for the model, and takes memory beside it.</source>
        <translation>Lee imágenes o sonidos para el modelo y ocupa memoria junto a él.</translation>
    </message>
    <message>
        <source>There is no part for pictures or sounds (mmproj) for this model on this computer.</source>
        <translation>En este equipo no hay parte de imágenes o sonidos (mmproj) para este modelo.</translation>
    </message>
</context>
<context>
    <name>PromptEditor</name>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>System prompt (may stay empty)</source>
        <translation>Prompt de sistema (puede quedar vacío)</translation>
    </message>
    <message>
        <source>{gap} in it is asked for each time the prompt is used.</source>
        <translation>{gap} se pregunta cada vez que se usa el prompt.</translation>
    </message>
    <message>
        <source>topic</source>
        <translation>tema</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Guardarlo</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Descartar los cambios</translation>
    </message>
    <message>
        <source>A prompt of this name is kept already; this one takes its place.</source>
        <translation>Ya hay un prompt con este nombre; este lo sustituirá.</translation>
    </message>
</context>
<context>
    <name>PromptLibrary</name>
    <message>
        <source>Your prompts, and ways to ask. What you choose can be edited before it is sent.</source>
        <translation>Tus prompts, y maneras de preguntar. Lo que elijas se puede editar antes de enviarlo.</translation>
    </message>
    <message>
        <source>Prompt library</source>
        <translation>Biblioteca de prompts</translation>
    </message>
    <message>
        <source>Keep a prompt of your own…</source>
        <translation>Guardar un prompt propio…</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>Editar {name}</translation>
    </message>
</context>
<context>
    <name>Provenance</name>
    <message>
        <source>Token {index} of {count}, {seconds} s after sending</source>
        <translation>Token {index} de {count}, {seconds} s después de enviar</translation>
    </message>
    <message>
        <source>Tokens {first} to {last} were made with:</source>
        <translation>Los tokens {first} a {last} se hicieron con:</translation>
    </message>
    <message>
        <source>Changed at token {index}: {changes}</source>
        <translation>Cambio en el token {index}: {changes}</translation>
    </message>
    <message>
        <source>Drafted from what was said before, and accepted</source>
        <translation>Anticipado a partir de lo ya dicho, y aceptado</translation>
    </message>
    <message>
        <source>Drafted and rejected here: “{text}”</source>
        <translation>Anticipado y rechazado aquí: «{text}»</translation>
    </message>
</context>
<context>
    <name>Quantisation</name>
    <message>
        <source>Very rough: often wrong</source>
        <translation>Muy tosca: falla a menudo</translation>
    </message>
    <message>
        <source>Rough: noticeable mistakes</source>
        <translation>Tosca: errores apreciables</translation>
    </message>
    <message>
        <source>Fair: fine for short tasks</source>
        <translation>Aceptable: vale para tareas cortas</translation>
    </message>
    <message>
        <source>Good: best balance</source>
        <translation>Buena: el mejor equilibrio</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Muy buena</translation>
    </message>
    <message>
        <source>Nearly lossless</source>
        <translation>Casi sin pérdida</translation>
    </message>
    <message>
        <source>Practically lossless</source>
        <translation>Prácticamente sin pérdida</translation>
    </message>
    <message>
        <source>Original weights</source>
        <translation>Pesos originales</translation>
    </message>
</context>
<context>
    <name>QuantiseCard</name>
    <message>
        <source>Model to quantise</source>
        <translation>Modelo que cuantizar</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>Tipos</translation>
    </message>
    <message>
        <source>Measure speed and loss of each</source>
        <translation>Medir la velocidad y la pérdida de cada uno</translation>
    </message>
    <message>
        <source>Importance matrix from a text</source>
        <translation>Matriz de importancia de un texto</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>The loss is measured over the text of the matrix, and will look smaller than it is.</source>
        <translation>La pérdida se mide con el texto de la matriz, y parecerá menor de lo que es.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Importance matrix</source>
        <translation>Matriz de importancia</translation>
    </message>
    <message>
        <source>Loss over</source>
        <translation>Pérdida con</translation>
    </message>
    <message>
        <source>{memory} of memory</source>
        <translation>{memory} de memoria</translation>
    </message>
    <message>
        <source>is here already</source>
        <translation>ya está aquí</translation>
    </message>
    <message>
        <source>Make 1 type</source>
        <translation>Hacer 1 tipo</translation>
    </message>
    <message>
        <source>Make {count} types</source>
        <translation>Hacer {count} tipos</translation>
    </message>
    <message>
        <source>Make types</source>
        <translation>Hacer tipos</translation>
    </message>
    <message>
        <source>New files go to {folder}.</source>
        <translation>Los archivos nuevos van a {folder}.</translation>
    </message>
    <message>
        <source>This model is quantised already ({type}). To quantise it again loses more than from the original; what is lost is measured against this file.</source>
        <translation>Este modelo ya está cuantizado ({type}). Cuantizarlo otra vez pierde más que partir del original; lo que se pierde se mide frente a este archivo.</translation>
    </message>
    <message>
        <source>The importance matrix is made: {done} of {total}</source>
        <translation>Se hace la matriz de importancia: {done} de {total}</translation>
    </message>
    <message>
        <source>The speed of the model itself is measured first</source>
        <translation>Primero se mide la velocidad del propio modelo</translation>
    </message>
    <message>
        <source>The importance matrix is made</source>
        <translation>Se hace la matriz de importancia</translation>
    </message>
    <message>
        <source>{done} of {total} types done</source>
        <translation>{done} de {total} tipos hechos</translation>
    </message>
</context>
<context>
    <name>QuantisePage</name>
    <message>
        <source>KL divergence from the model itself, over MB of its file</source>
        <translation>Divergencia KL respecto al propio modelo, según los MB del archivo</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>Chatear con él</translation>
    </message>
    <message>
        <source>Export the figures</source>
        <translation>Exportar las cifras</translation>
    </message>
    <message>
        <source>Types of this model</source>
        <translation>Tipos de este modelo</translation>
    </message>
    <message>
        <source>Types of a model</source>
        <translation>Tipos de un modelo</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>1 passage sent</source>
        <translation>1 pasaje enviado</translation>
    </message>
    <message>
        <source>{count} passages sent</source>
        <translation>{count} pasajes enviados</translation>
    </message>
    <message>
        <source>{passages} from {count} documents</source>
        <translation>{passages} de {count} documentos</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>Tú: {text}</translation>
    </message>
    <message>
        <source>Show all {count} characters</source>
        <translation>Mostrar los {count} caracteres</translation>
    </message>
    <message>
        <source>… and {count} more characters</source>
        <translation>… y {count} caracteres más</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>Taller</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>its name is not valid text; rename it</source>
        <translation>su nombre no es texto válido; cámbialo</translation>
    </message>
    <message>
        <source>it is a device or pipe, not a file</source>
        <translation>es un dispositivo o una tubería, no un archivo</translation>
    </message>
    <message>
        <source>what was fetched has gone from the disk</source>
        <translation>lo descargado ya no está en el disco</translation>
    </message>
    <message>
        <source>one folder lies in the other</source>
        <translation>una carpeta está dentro de la otra</translation>
    </message>
    <message>
        <source>it holds {twin} already</source>
        <translation>ya contiene {twin}</translation>
    </message>
    <message>
        <source>this build of llama.cpp does not show what an importance matrix is made of</source>
        <translation>esta versión de llama.cpp no muestra de qué se hace una matriz de importancia</translation>
    </message>
    <message>
        <source>the model computes numbers without bounds over this text</source>
        <translation>el modelo calcula números sin límite con este texto</translation>
    </message>
    <message>
        <source>a small model writes other words with it than it should</source>
        <translation>con él un modelo pequeño escribe palabras distintas de las que debería</translation>
    </message>
    <message>
        <source>its process died</source>
        <translation>su proceso murió</translation>
    </message>
    <message>
        <source>it did not answer</source>
        <translation>no respondió</translation>
    </message>
    <message>
        <source>a small model could not be loaded with it</source>
        <translation>no se pudo cargar con él un modelo pequeño</translation>
    </message>
    <message>
        <source>its type cannot hold this number</source>
        <translation>este número no cabe en su tipo</translation>
    </message>
    <message>
        <source>the text is too long, or has a character in it that a header cannot hold</source>
        <translation>el texto es demasiado largo o contiene un carácter que no cabe en una cabecera</translation>
    </message>
    <message>
        <source>a key has letters, digits, dots, dashes and underscores, and 255 of them at most</source>
        <translation>una clave tiene letras, cifras, puntos, guiones y guiones bajos, 255 como máximo</translation>
    </message>
    <message>
        <source>it is a list</source>
        <translation>es una lista</translation>
    </message>
    <message>
        <source>it is a control vector, which cannot be merged into weights</source>
        <translation>es un vector de control, que no se puede fusionar con los pesos</translation>
    </message>
    <message>
        <source>it is neither a LoRA adapter nor a control vector</source>
        <translation>no es ni un adaptador LoRA ni un vector de control</translation>
    </message>
    <message>
        <source>it is made for another architecture: {theirs}, not {ours}</source>
        <translation>está hecho para otra arquitectura: {theirs}, no {ours}</translation>
    </message>
    <message>
        <source>its weights are not those of this model: it is made for another base model</source>
        <translation>sus pesos no son los de este modelo: está hecho para otro modelo base</translation>
    </message>
    <message>
        <source>it is switched on by words of the prompt, which is not supported</source>
        <translation>se activa con palabras del prompt, lo que no se admite</translation>
    </message>
    <message>
        <source>it has directions for other layers than the {layers} of this model</source>
        <translation>tiene direcciones para otras capas que las {layers} de este modelo</translation>
    </message>
    <message>
        <source>its directions do not have the {width} numbers that pass between layers of this model</source>
        <translation>sus direcciones no tienen los {width} números que pasan entre las capas de este modelo</translation>
    </message>
    <message>
        <source>the file is cut off</source>
        <translation>el archivo está cortado</translation>
    </message>
    <message>
        <source>it holds no directions, or what are no numbers</source>
        <translation>no contiene direcciones, o no son números</translation>
    </message>
    <message>
        <source>it claims to be larger than any real one</source>
        <translation>dice ser más grande que cualquier archivo real</translation>
    </message>
    <message>
        <source>it needs more memory to be read than any real one</source>
        <translation>necesita más memoria para leerse que cualquier archivo real</translation>
    </message>
    <message>
        <source>a text in it claims {count} bytes</source>
        <translation>un texto que contiene dice tener {count} bytes</translation>
    </message>
    <message>
        <source>it claims {count} entries</source>
        <translation>dice tener {count} entradas</translation>
    </message>
    <message>
        <source>a key in it is empty</source>
        <translation>contiene una clave vacía</translation>
    </message>
    <message>
        <source>the value of “{key}” has the unknown type {kind}</source>
        <translation>el valor de «{key}» tiene el tipo desconocido {kind}</translation>
    </message>
    <message>
        <source>a list in it claims {count} items</source>
        <translation>una lista que contiene dice tener {count} elementos</translation>
    </message>
    <message>
        <source>the list “{key}” holds lists or an unknown type</source>
        <translation>la lista «{key}» contiene listas o un tipo desconocido</translation>
    </message>
    <message>
        <source>its alignment of {count} bytes is not a power of two</source>
        <translation>su alineación de {count} bytes no es una potencia de dos</translation>
    </message>
    <message>
        <source>its alignment is not a whole number</source>
        <translation>su alineación no es un número entero</translation>
    </message>
    <message>
        <source>the name of a tensor in it has {count} bytes</source>
        <translation>el nombre de un tensor tiene {count} bytes</translation>
    </message>
    <message>
        <source>the tensor “{name}” in it has {count} dimensions</source>
        <translation>el tensor «{name}» tiene {count} dimensiones</translation>
    </message>
    <message>
        <source>the tensor “{name}” in it claims more weights than any disk holds</source>
        <translation>el tensor «{name}» dice tener más pesos de los que caben en ningún disco</translation>
    </message>
    <message>
        <source>the rows of the tensor “{name}” in it have {count} weights, which do not fill whole blocks</source>
        <translation>las filas del tensor «{name}» tienen {count} pesos, que no llenan bloques enteros</translation>
    </message>
    <message>
        <source>the tensor “{name}” in it has the type {kind}, which is not known here</source>
        <translation>el tensor «{name}» tiene el tipo {kind}, que aquí no se conoce</translation>
    </message>
    <message>
        <source>the tensor “{name}” in it does not lie where the one before it ends</source>
        <translation>el tensor «{name}» no está donde acaba el anterior</translation>
    </message>
    <message>
        <source>the tensor “{name}” in it lies beyond any disk</source>
        <translation>el tensor «{name}» está más allá de cualquier disco</translation>
    </message>
    <message>
        <source>the vocabulary in it cannot be read</source>
        <translation>no se puede leer su vocabulario</translation>
    </message>
    <message>
        <source>“{key}” is {value}, but the keys and values of a head must be equally long</source>
        <translation>“{key}” es {value}, pero las claves y los valores de una cabeza deben ser igual de largos</translation>
    </message>
    <message>
        <source>the figures in it that describe the model cannot be read</source>
        <translation>no se pueden leer las cifras que describen el modelo</translation>
    </message>
    <message>
        <source>the file ended before its end</source>
        <translation>el archivo terminó antes de tiempo</translation>
    </message>
    <message>
        <source>Ogg Vorbis is read on Linux alone, where the reader can be sealed: save it as WAV, FLAC or MP3</source>
        <translation>Ogg Vorbis solo se lee en Linux, donde el lector se puede aislar: guárdalo como WAV, FLAC o MP3</translation>
    </message>
    <message>
        <source>it is a drawing (SVG), which is a program: save it as PNG</source>
        <translation>es un dibujo (SVG), que es un programa: guárdalo como PNG</translation>
    </message>
    <message>
        <source>it is damaged or cut off</source>
        <translation>está dañada o cortada</translation>
    </message>
    <message>
        <source>it has {width} × {height} pixels, more than 40 million</source>
        <translation>tiene {width} × {height} píxeles, más de 40 millones</translation>
    </message>
    <message>
        <source>its file is larger than {most}</source>
        <translation>su archivo supera {most}</translation>
    </message>
    <message>
        <source>it was not read after twenty seconds, so it was left</source>
        <translation>no se había leído tras veinte segundos, así que se dejó</translation>
    </message>
    <message>
        <source>the model reads it as {count} tokens at once, and a batch of {batch} is set: set a larger one</source>
        <translation>el modelo la lee como {count} tokens de una vez y el lote es de {batch}: pon uno mayor</translation>
    </message>
    <message>
        <source>it does not lie in the folder of the suite&apos;s file, or below it</source>
        <translation>no está en la carpeta del archivo de la serie ni dentro de ella</translation>
    </message>
    <message>
        <source>the prompt needs more memory than there is</source>
        <translation>la entrada necesita más memoria de la que hay</translation>
    </message>
    <message>
        <source>it holds text that is no text</source>
        <translation>contiene texto que no es texto</translation>
    </message>
    <message>
        <source>the chat template is unreasonably long</source>
        <translation>la plantilla de chat es exageradamente larga</translation>
    </message>
    <message>
        <source>the chat template makes a prompt of unreasonable length</source>
        <translation>la plantilla de chat produce una entrada de longitud exagerada</translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation>el modelo no tiene plantilla de chat</translation>
    </message>
    <message>
        <source>the chat template asks for too much ({kind})</source>
        <translation>la plantilla de chat pide demasiado ({kind})</translation>
    </message>
    <message>
        <source>llama-cpp-python is not installed</source>
        <translation>llama-cpp-python no está instalado</translation>
    </message>
    <message>
        <source>a line of unreasonable length</source>
        <translation>una línea de longitud exagerada</translation>
    </message>
    <message>
        <source>half a line before it ended</source>
        <translation>media línea antes de terminar</translation>
    </message>
    <message>
        <source>a line that is no message</source>
        <translation>una línea que no es un mensaje</translation>
    </message>
    <message>
        <source>it is unreasonably long</source>
        <translation>es desmesuradamente largo</translation>
    </message>
    <message>
        <source>line {line} is not JSON ({message})</source>
        <translation>la línea {line} no es JSON ({message})</translation>
    </message>
    <message>
        <source>a JSON schema is an object in braces</source>
        <translation>un esquema JSON es un objeto entre llaves</translation>
    </message>
    <message>
        <source>`multipleOf` above {limit} is not supported</source>
        <translation>`multipleOf` por encima de {limit} no se admite</translation>
    </message>
    <message>
        <source>`oneOf` is not supported where several could fit; use `anyOf`</source>
        <translation>`oneOf` no se admite donde podrían encajar varios; usa `anyOf`</translation>
    </message>
    <message>
        <source>the grammar is too complex</source>
        <translation>la gramática es demasiado compleja</translation>
    </message>
    <message>
        <source>it has no rule “{name}”</source>
        <translation>no tiene ninguna regla «{name}»</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>tiene demasiados niveles anidados</translation>
    </message>
    <message>
        <source>its shortest text has more than {limit} characters</source>
        <translation>su texto más corto tiene más de {limit} caracteres</translation>
    </message>
    <message>
        <source>no text fits it, as a rule never ends</source>
        <translation>ningún texto encaja, porque una regla no termina nunca</translation>
    </message>
    <message>
        <source>line {line} is not GBNF</source>
        <translation>la línea {line} no es GBNF</translation>
    </message>
    <message>
        <source>in line {line} a quote or bracket is not closed</source>
        <translation>en la línea {line} no se cierra una comilla o un corchete</translation>
    </message>
    <message>
        <source>line {line} has an unknown escape after a backslash</source>
        <translation>la línea {line} tiene un escape desconocido tras una barra invertida</translation>
    </message>
    <message>
        <source>in line {line} a range of characters runs backwards</source>
        <translation>en la línea {line} un rango de caracteres va al revés</translation>
    </message>
    <message>
        <source>in line {line} something is repeated at most less often than at least</source>
        <translation>en la línea {line} el máximo de repeticiones es menor que el mínimo</translation>
    </message>
    <message>
        <source>in line {line} brackets hold no character</source>
        <translation>en la línea {line} los corchetes no contienen ningún carácter</translation>
    </message>
    <message>
        <source>{place} is not a list of plain values</source>
        <translation>{place} no es una lista de valores simples</translation>
    </message>
    <message>
        <source>{place} is in another file, or is made by a program</source>
        <translation>{place} está en otro archivo o lo crea un programa</translation>
    </message>
    <message>
        <source>{place} has no variable “{name}”</source>
        <translation>{place} no tiene la variable «{name}»</translation>
    </message>
    <message>
        <source>{place} is unreasonably long</source>
        <translation>{place} es demasiado largo</translation>
    </message>
    <message>
        <source>{place} needs more of its template language than names of variables</source>
        <translation>{place} necesita de su lenguaje de plantillas más que nombres de variables</translation>
    </message>
    <message>
        <source>it is nested more than {limit} levels deep</source>
        <translation>está anidado a más de {limit} niveles</translation>
    </message>
    <message>
        <source>it is neither a picture (PNG, JPEG, WebP, AVIF, GIF, BMP, TIFF) nor a sound (WAV, MP3, FLAC, Ogg Vorbis)</source>
        <translation>no es ni una imagen (PNG, JPEG, WebP, AVIF, GIF, BMP, TIFF) ni un sonido (WAV, MP3, FLAC, Ogg Vorbis)</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be between {low} and {high}</source>
        <translation>“{key}” es {value}, y debe estar entre {low} y {high}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be a number of 0 or more</source>
        <translation>“{key}” es {value}, y debe ser un número de 0 o más</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which is not a usable number</source>
        <translation>“{key}” es {value}, que no es un número utilizable</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be one of these: {wanted}</source>
        <translation>“{key}” es {value}, y debe ser uno de estos: {wanted}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which does not divide {others}</source>
        <translation>«{key}» es {value}, que no divide {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be {count}, as long as a head</source>
        <translation>“{key}” es {value}, y debe ser {count}, tan largo como una cabeza</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which makes heads of {count} numbers; it must be even</source>
        <translation>“{key}” es {value}, con lo que las cabezas tienen {count} números; debe ser par</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be an even number</source>
        <translation>“{key}” es {value}, y debe ser un número par</translation>
    </message>
    <message>
        <source>it is damaged, or no sound as WAV, MP3, FLAC or Ogg Vorbis</source>
        <translation>está dañado, o no es un sonido en WAV, MP3, FLAC u Ogg Vorbis</translation>
    </message>
    <message>
        <source>it lasts longer than {minutes} minutes: send a part of it</source>
        <translation>dura más de {minutes} minutos: envía una parte</translation>
    </message>
    <message>
        <source>it is shorter than a tenth of a second</source>
        <translation>dura menos de una décima de segundo</translation>
    </message>
    <message>
        <source>the part of the model that reads it (mmproj) cannot take it</source>
        <translation>la parte del modelo que lo lee (mmproj) no lo admite</translation>
    </message>
    <message>
        <source>log probabilities of a prompt with pictures or sounds cannot be had</source>
        <translation>no se pueden obtener probabilidades de un prompt con imágenes o sonidos</translation>
    </message>
    <message>
        <source>it is no image or audio part that this llama.cpp can read</source>
        <translation>no es una parte de imagen o sonido que esta llama.cpp pueda leer</translation>
    </message>
    <message>
        <source>this build of llama.cpp reads no pictures or sounds</source>
        <translation>esta versión de llama.cpp no lee imágenes ni sonidos</translation>
    </message>
    <message>
        <source>the chat template changes messages, so that their pictures or sounds have no place</source>
        <translation>la plantilla de chat cambia los mensajes, así que sus imágenes o sonidos no tienen sitio</translation>
    </message>
    <message>
        <source>prompt {number} has {key} that are no names of files: write {key}: [{example}]</source>
        <translation>la pregunta {number} tiene en {key} algo que no son nombres de archivos: escribe {key}: [{example}]</translation>
    </message>
    <message>
        <source>it holds values that cannot be kept</source>
        <translation>contiene valores que no se pueden guardar</translation>
    </message>
    <message>
        <source>it has {count} columns</source>
        <translation>tiene {count} columnas</translation>
    </message>
    <message>
        <source>its columns and its conversations are not the same</source>
        <translation>sus columnas y sus conversaciones no coinciden</translation>
    </message>
    <message>
        <source>it has an impossible time</source>
        <translation>contiene una hora imposible</translation>
    </message>
    <message>
        <source>a column is to be loaded in a way that is not known</source>
        <translation>una columna pide cargarse de un modo desconocido</translation>
    </message>
    <message>
        <source>message {number} is not in order</source>
        <translation>el mensaje {number} no está en orden</translation>
    </message>
    <message>
        <source>The text is too long.</source>
        <translation>El texto es demasiado largo.</translation>
    </message>
    <message>
        <source>It is not JSON: {detail}.</source>
        <translation>No es JSON: {detail}.</translation>
    </message>
    <message>
        <source>An object is wanted, with an object for each server by its name.</source>
        <translation>Se espera un objeto, con un objeto para cada servidor según su nombre.</translation>
    </message>
    <message>
        <source>There are too many.</source>
        <translation>Hay demasiados.</translation>
    </message>
    <message>
        <source>“{detail}” is no name: letters, digits, spaces, dots and dashes are, up to 60.</source>
        <translation>«{detail}» no es un nombre: valen letras, cifras, espacios, puntos y guiones, hasta 60.</translation>
    </message>
    <message>
        <source>{detail}.</source>
        <translation>{detail}.</translation>
    </message>
    <message>
        <source>{detail} needs either a command or an url.</source>
        <translation>{detail} necesita «command» o «url», y solo uno.</translation>
    </message>
    <message>
        <source>“{detail}” is no address of the web.</source>
        <translation>«{detail}» no es una dirección web.</translation>
    </message>
    <message>
        <source>{detail} has a text that is too long, or a zero byte.</source>
        <translation>{detail} tiene un texto demasiado largo, o un byte cero.</translation>
    </message>
    <message>
        <source>message {number} is a result, and does not say of which call</source>
        <translation>el mensaje {number} es un resultado y no dice de qué llamada</translation>
    </message>
    <message>
        <source>message {number} follows one that is not there</source>
        <translation>el mensaje {number} sigue a uno que no existe</translation>
    </message>
    <message>
        <source>an answer of unreasonable length</source>
        <translation>una respuesta de longitud exagerada</translation>
    </message>
    <message>
        <source>“{proxy}” is no address of the form http://host:port</source>
        <translation>«{proxy}» no es una dirección de la forma http://equipo:puerto</translation>
    </message>
    <message>
        <source>its name was not found; there may be no connection to the internet</source>
        <translation>no se encontró su nombre; puede que no haya conexión a internet</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>tardó demasiado</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>no está ahí</translation>
    </message>
    <message>
        <source>its value is of another type</source>
        <translation>su valor es de otro tipo</translation>
    </message>
    <message>
        <source>its value is a whole number</source>
        <translation>su valor es un número entero</translation>
    </message>
    <message>
        <source>its value is a number</source>
        <translation>su valor es un número</translation>
    </message>
    <message>
        <source>its value is true or false</source>
        <translation>su valor es true o false</translation>
    </message>
    <message>
        <source>it says how the file is to be read, and is written anew</source>
        <translation>dice cómo se lee el archivo y se escribe de nuevo</translation>
    </message>
    <message>
        <source>the key “{key}” appears in it twice</source>
        <translation>la clave «{key}» aparece dos veces en ella</translation>
    </message>
    <message>
        <source>the tensor “{name}” appears in it twice</source>
        <translation>el tensor «{name}» aparece dos veces en ella</translation>
    </message>
    <message>
        <source>the name of the tensor “{name}” in it is not valid text</source>
        <translation>el nombre del tensor «{name}» no es texto válido</translation>
    </message>
    <message>
        <source>the token “{name}” appears twice in its vocabulary</source>
        <translation>el token «{name}» aparece dos veces en su vocabulario</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be between {low} and {high}, given {others}</source>
        <translation>«{key}» es {value}, y debe estar entre {low} y {high}, dados {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, but the keys and values of a head must be equally long, given {others}</source>
        <translation>«{key}» es {value}, pero las claves y los valores de una cabeza deben ser igual de largos, dados {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, and must be {count}, as long as a head, given {others}</source>
        <translation>«{key}» es {value}, y debe ser {count}, lo que mide una cabeza, dados {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, but all heads together must be as wide as the model</source>
        <translation>«{key}» es {value}, pero todas las cabezas juntas deben ser tan anchas como el modelo</translation>
    </message>
    <message>
        <source>“{key}” is {value}, but all heads together must be as wide as the model, given {others}</source>
        <translation>«{key}» es {value}, pero todas las cabezas juntas deben ser tan anchas como el modelo, dados {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which is more than the {count} numbers of a head</source>
        <translation>«{key}» es {value}, más que los {count} números de una cabeza</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which is more than the {count} numbers of a head, given {others}</source>
        <translation>«{key}» es {value}, más que los {count} números de una cabeza, dados {others}</translation>
    </message>
    <message>
        <source>“{key}” is {value}, which makes heads of {count} numbers, given {others}; it must be even</source>
        <translation>«{key}» es {value}, lo que da cabezas de {count} números, dados {others}; debe ser par</translation>
    </message>
    <message>
        <source>it has run out</source>
        <translation>ha caducado</translation>
    </message>
    <message>
        <source>it is not valid yet</source>
        <translation>aún no es válido</translation>
    </message>
    <message>
        <source>it is for another name</source>
        <translation>es para otro nombre</translation>
    </message>
    <message>
        <source>nobody whom this computer trusts has signed it</source>
        <translation>no lo ha firmado nadie en quien confíe este ordenador</translation>
    </message>
    <message>
        <source>what answers there does not speak in encrypted form</source>
        <translation>lo que responde allí no cifra la conexión</translation>
    </message>
    <message>
        <source>the connection was ended before it was encrypted</source>
        <translation>la conexión se cerró antes de cifrarse</translation>
    </message>
    <message>
        <source>permission was denied</source>
        <translation>permiso denegado</translation>
    </message>
    <message>
        <source>the system does not allow it</source>
        <translation>el sistema no lo permite</translation>
    </message>
    <message>
        <source>something of that name is there already</source>
        <translation>ya existe algo con ese nombre</translation>
    </message>
    <message>
        <source>a part of its path is not a folder</source>
        <translation>una parte de su ruta no es una carpeta</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>another program is using it</source>
        <translation>lo está usando otro programa</translation>
    </message>
    <message>
        <source>that disk can only be read</source>
        <translation>ese disco es de solo lectura</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>el disco está lleno</translation>
    </message>
    <message>
        <source>your share of the disk is used up</source>
        <translation>tu cuota del disco se ha agotado</translation>
    </message>
    <message>
        <source>that disk takes no files so large</source>
        <translation>ese disco no admite archivos tan grandes</translation>
    </message>
    <message>
        <source>the disk could not read or write it</source>
        <translation>el disco no pudo leerlo o escribirlo</translation>
    </message>
    <message>
        <source>too many files are open</source>
        <translation>hay demasiados archivos abiertos</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>no hay memoria suficiente</translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation>su nombre es demasiado largo</translation>
    </message>
    <message>
        <source>it is a link that leads to itself</source>
        <translation>es un enlace que lleva a sí mismo</translation>
    </message>
    <message>
        <source>the network drive has lost it</source>
        <translation>la unidad de red lo ha perdido</translation>
    </message>
    <message>
        <source>the disk went away</source>
        <translation>el disco se desconectó</translation>
    </message>
    <message>
        <source>nothing answers there</source>
        <translation>allí no responde nadie</translation>
    </message>
    <message>
        <source>the connection was cut</source>
        <translation>se cortó la conexión</translation>
    </message>
    <message>
        <source>there is no way to it</source>
        <translation>no hay ningún camino hasta allí</translation>
    </message>
    <message>
        <source>there is no network</source>
        <translation>no hay red</translation>
    </message>
    <message>
        <source>another program uses that address</source>
        <translation>otro programa usa esa dirección</translation>
    </message>
    <message>
        <source>it was written by a newer version of the app</source>
        <translation>lo escribió una versión más nueva de la aplicación</translation>
    </message>
    <message>
        <source>a check of its pages failed</source>
        <translation>falló una comprobación de sus páginas</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>el archivo está dañado</translation>
    </message>
    <message>
        <source>the file is no database</source>
        <translation>el archivo no es una base de datos</translation>
    </message>
    <message>
        <source>the file can only be read</source>
        <translation>el archivo es de solo lectura</translation>
    </message>
    <message>
        <source>the file cannot be opened</source>
        <translation>no se puede abrir el archivo</translation>
    </message>
</context>
<context>
    <name>RemotesPage</name>
    <message>
        <source>Address of the server</source>
        <translation>Dirección del servidor</translation>
    </message>
    <message>
        <source>Key, if it needs one</source>
        <translation>Clave, si la necesita</translation>
    </message>
    <message>
        <source>llama-server, vLLM, SGLang, Ollama, LM Studio, or SLM Desktop on another computer. Nothing is sent there until you choose one of its models for a chat, a comparison or a suite. Keys are kept in the system&apos;s keyring.</source>
        <translation>llama-server, vLLM, SGLang, Ollama, LM Studio o SLM Desktop en otro ordenador. No se envía nada allí hasta que elijas uno de sus modelos para un chat, una comparación o una serie. Las claves se guardan en el llavero del sistema.</translation>
    </message>
    <message>
        <source>{tokens} tokens</source>
        <translation>{tokens} tokens</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>No answer is written there now</source>
        <translation>Allí no se escribe ahora ninguna respuesta</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Models of the report</source>
        <translation>Modelos del informe</translation>
    </message>
    <message>
        <source>Suites of the report</source>
        <translation>Baterías del informe</translation>
    </message>
    <message>
        <source>Votes of comparisons</source>
        <translation>Votos de las comparaciones</translation>
    </message>
    <message>
        <source>Measure models on the page Speed first; suites and votes come from Compare.</source>
        <translation>Mide antes modelos en la página Velocidad; las baterías y los votos vienen de Comparar.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Suites</source>
        <translation>Baterías</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>Modelos de este ordenador</translation>
    </message>
</context>
<context>
    <name>Reports</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>RequestRows</name>
    <message>
        <source>When</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programa</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Petición</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Segundos</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Waits for its model</source>
        <translation>Espera a su modelo</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>Escribiéndose</translation>
    </message>
    <message>
        <source>{status}, stopped</source>
        <translation>{status}, detenida</translation>
    </message>
    <message>
        <source>{status}, at its limit</source>
        <translation>{status}, en su límite</translation>
    </message>
</context>
<context>
    <name>RunWatch</name>
    <message>
        <source>Answer for {program}</source>
        <translation>Respuesta para {program}</translation>
    </message>
    <message>
        <source>The answer so far</source>
        <translation>La respuesta hasta ahora</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Detener la respuesta</translation>
    </message>
    <message>
        <source>Waits for its model</source>
        <translation>Espera a su modelo</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>Escribiéndose</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Completa</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Falló</translation>
    </message>
    <message>
        <source>Ended at its limit</source>
        <translation>Terminada en su límite</translation>
    </message>
    <message>
        <source>{tokens} tokens</source>
        <translation>{tokens} tokens</translation>
    </message>
    <message>
        <source>{rate} tok/s</source>
        <translation>{rate} tok/s</translation>
    </message>
    <message>
        <source>last changed at token {position}</source>
        <translation>último cambio en el token {position}</translation>
    </message>
</context>
<context>
    <name>Sampling</name>
    <message>
        <source>Temperature</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>How daring the choice is: 0 always takes the likeliest token, above 1 unlikely ones come up often.</source>
        <translation>Lo atrevida que es la elección: con 0 siempre el token más probable; por encima de 1 salen a menudo los improbables.</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Choose among the k likeliest tokens only. 0 turns it off.</source>
        <translation>Elegir solo entre los k tokens más probables. 0 lo desactiva.</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Choose among the likeliest tokens that together reach this probability. 1 turns it off.</source>
        <translation>Elegir entre los tokens más probables que juntos alcanzan esta probabilidad. 1 lo desactiva.</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Drop tokens less likely than this share of the likeliest one. 0 turns it off.</source>
        <translation>Descartar los tokens menos probables que esta fracción del más probable. 0 lo desactiva.</translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation>Máximo de tokens</translation>
    </message>
    <message>
        <source>The answer ends after this many tokens at the latest.</source>
        <translation>La respuesta termina como muy tarde tras este número de tokens.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed and settings give the same answer. With the dice, each answer draws a new one.</source>
        <translation>La misma semilla con los mismos ajustes da la misma respuesta. Con el dado, cada respuesta saca una nueva.</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>Penalización de repetición</translation>
    </message>
    <message>
        <source>Makes tokens that were just used less likely. 1 turns it off.</source>
        <translation>Hace menos probables los tokens que se acaban de usar. 1 la desactiva.</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>Penalización de presencia</translation>
    </message>
    <message>
        <source>Lowers every token that has appeared at all, so new subjects come up. 0 turns it off.</source>
        <translation>Rebaja todo token que ya haya aparecido, para que surjan temas nuevos. 0 la desactiva.</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>Penalización de frecuencia</translation>
    </message>
    <message>
        <source>Lowers tokens by how often they have appeared. 0 turns it off.</source>
        <translation>Rebaja los tokens según las veces que han aparecido. 0 la desactiva.</translation>
    </message>
    <message>
        <source>Penalty window</source>
        <translation>Ventana de penalización</translation>
    </message>
    <message>
        <source>How many of the last tokens the three penalties look at.</source>
        <translation>Cuántos de los últimos tokens miran las tres penalizaciones.</translation>
    </message>
    <message>
        <source>Typical-p</source>
        <translation>Typical-p</translation>
    </message>
    <message>
        <source>Prefers tokens about as surprising as the text usually is. 1 turns it off.</source>
        <translation>Prefiere tokens tan sorprendentes como suele ser el texto. 1 lo desactiva.</translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation>Top-n-sigma</translation>
    </message>
    <message>
        <source>Keep tokens whose score lies within n standard deviations of the best. 0 turns it off.</source>
        <translation>Conservar los tokens cuya puntuación está a menos de n desviaciones típicas de la mejor. 0 lo desactiva.</translation>
    </message>
    <message>
        <source>XTC probability</source>
        <translation>Probabilidad de XTC</translation>
    </message>
    <message>
        <source>How often the most obvious tokens are taken away, so that others get a turn. 0 turns it off.</source>
        <translation>Con qué frecuencia se quitan los tokens más obvios para dar paso a otros. 0 lo desactiva.</translation>
    </message>
    <message>
        <source>XTC threshold</source>
        <translation>Umbral de XTC</translation>
    </message>
    <message>
        <source>A token counts as obvious for XTC above this probability.</source>
        <translation>Por encima de esta probabilidad, XTC considera obvio un token.</translation>
    </message>
    <message>
        <source>DRY strength</source>
        <translation>Fuerza de DRY</translation>
    </message>
    <message>
        <source>Punishes repeating whole phrases, more with every token of the repetition. 0 turns it off.</source>
        <translation>Castiga repetir frases enteras, más con cada token repetido. 0 lo desactiva.</translation>
    </message>
    <message>
        <source>DRY base</source>
        <translation>Base de DRY</translation>
    </message>
    <message>
        <source>How fast the DRY punishment grows with the length of the repetition.</source>
        <translation>Lo rápido que crece el castigo de DRY con la longitud de la repetición.</translation>
    </message>
    <message>
        <source>DRY allowed length</source>
        <translation>Longitud permitida de DRY</translation>
    </message>
    <message>
        <source>Repetitions up to this many tokens go unpunished by DRY.</source>
        <translation>DRY no castiga repeticiones de hasta este número de tokens.</translation>
    </message>
    <message>
        <source>DRY window</source>
        <translation>Ventana de DRY</translation>
    </message>
    <message>
        <source>How many of the last tokens DRY searches for repetitions.</source>
        <translation>En cuántos de los últimos tokens busca DRY repeticiones.</translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation>Mirostat</translation>
    </message>
    <message>
        <source>Steers the temperature so that the text stays equally surprising; it replaces top-k, top-p and the like.</source>
        <translation>Regula la temperatura para que el texto sea siempre igual de sorprendente; sustituye a top-k, top-p y similares.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <source>Version 1</source>
        <translation>Versión 1</translation>
    </message>
    <message>
        <source>Version 2</source>
        <translation>Versión 2</translation>
    </message>
    <message>
        <source>Mirostat target</source>
        <translation>Objetivo de Mirostat</translation>
    </message>
    <message>
        <source>The surprise in bits that Mirostat aims at: low is focused, high is varied.</source>
        <translation>La sorpresa en bits que busca Mirostat: baja es centrada, alta es variada.</translation>
    </message>
    <message>
        <source>Mirostat rate</source>
        <translation>Ritmo de Mirostat</translation>
    </message>
    <message>
        <source>How quickly Mirostat corrects itself.</source>
        <translation>Lo rápido que se corrige Mirostat.</translation>
    </message>
    <message>
        <source>Stop texts</source>
        <translation>Textos de parada</translation>
    </message>
    <message>
        <source>One per line: the answer ends just before any of them.</source>
        <translation>Uno por línea: la respuesta termina justo antes de cualquiera de ellos.</translation>
    </message>
    <message>
        <source>Precise</source>
        <translation>Preciso</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>Creativo</translation>
    </message>
    <message>
        <source>Greedy: always the likeliest</source>
        <translation>Voraz: siempre el más probable</translation>
    </message>
    <message>
        <source>Explain {name}</source>
        <translation>Explicar {name}</translation>
    </message>
</context>
<context>
    <name>Sandbox</name>
    <message>
        <source>other files can be read</source>
        <translation>se pueden leer otros archivos</translation>
    </message>
    <message>
        <source>files can be written elsewhere</source>
        <translation>se pueden escribir archivos en otros lugares</translation>
    </message>
    <message>
        <source>rights to files can be changed</source>
        <translation>se pueden cambiar los permisos de archivos</translation>
    </message>
    <message>
        <source>TCP is possible</source>
        <translation>TCP es posible</translation>
    </message>
    <message>
        <source>UDP is possible</source>
        <translation>UDP es posible</translation>
    </message>
    <message>
        <source>Unix sockets are possible</source>
        <translation>los sockets Unix son posibles</translation>
    </message>
    <message>
        <source>other processes can be signalled</source>
        <translation>se pueden enviar señales a otros procesos</translation>
    </message>
    <message>
        <source>the app&apos;s environment can be read</source>
        <translation>se puede leer el entorno de la aplicación</translation>
    </message>
    <message>
        <source>processes can be started</source>
        <translation>se pueden iniciar procesos</translation>
    </message>
    <message>
        <source>not proven on this system</source>
        <translation>sin demostrar en este sistema</translation>
    </message>
    <message>
        <source>holds (all {count} escape attempts were refused)</source>
        <translation>resiste (se rechazaron los {count} intentos de escape)</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>sin probar</translation>
    </message>
    <message>
        <source>holds only in part: {holes}</source>
        <translation>resiste solo en parte: {holes}</translation>
    </message>
    <message>
        <source>not available on this system</source>
        <translation>no disponible en este sistema</translation>
    </message>
</context>
<context>
    <name>Scores</name>
    <message>
        <source>No votes yet. Ask two models the same, and say which answer is best.</source>
        <translation>Aún no hay votos. Pregunta lo mismo a dos modelos y di qué respuesta es mejor.</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Exportar como CSV…</translation>
    </message>
    <message>
        <source>Votes as JSON lines…</source>
        <translation>Votos como líneas JSON…</translation>
    </message>
    <message>
        <source>Quality (Elo) against speed (tok/s); the bubble is the memory</source>
        <translation>Calidad (Elo) frente a velocidad (tok/s); la burbuja es la memoria</translation>
    </message>
    <message>
        <source>Elo from your votes: 1,000 is the middle, 400 more wins ten times as often. ± holds 95 of 100 times. Ties count half; settings of one model are no game.</source>
        <translation>Elo a partir de tus votos: 1000 es el centro, con 400 más se gana diez veces más a menudo. ± acierta 95 de 100 veces. Un empate cuenta la mitad; los ajustes de un mismo modelo no son partida.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Elo</source>
        <translation>Elo</translation>
    </message>
    <message>
        <source>Games</source>
        <translation>Partidas</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>Ganadas</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>Votos</translation>
    </message>
    <message>
        <source>All bad</source>
        <translation>Todas malas</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>Memoria máxima</translation>
    </message>
    <message>
        <source>Ratings of models</source>
        <translation>Puntuación de los modelos</translation>
    </message>
    <message>
        <source>The same figures stand in the table.</source>
        <translation>Las mismas cifras están en la tabla.</translation>
    </message>
</context>
<context>
    <name>SeedRow</name>
    <message>
        <source>random</source>
        <translation>al azar</translation>
    </message>
    <message>
        <source>Draw a new seed for every answer</source>
        <translation>Sacar una semilla nueva para cada respuesta</translation>
    </message>
</context>
<context>
    <name>ServerCard</name>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Copiar la dirección</translation>
    </message>
    <message>
        <source>Copy key</source>
        <translation>Copiar clave</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Clave nueva</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>Watch the answer</source>
        <translation>Ver la respuesta</translation>
    </message>
    <message>
        <source>Nothing of what is said is kept in this list.</source>
        <translation>En esta lista no se guarda nada de lo que se dice.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>answers under way</source>
        <translation>respuestas en curso</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>peticiones</translation>
    </message>
    <message>
        <source>Requests of the server</source>
        <translation>Peticiones del servidor</translation>
    </message>
    <message>
        <source>other computers need the key</source>
        <translation>otros equipos necesitan la clave</translation>
    </message>
    <message>
        <source>this computer alone</source>
        <translation>solo este equipo</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Iniciando…</translation>
    </message>
    <message>
        <source>Off: other programs cannot use your models</source>
        <translation>Apagado: otros programas no pueden usar tus modelos</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
</context>
<context>
    <name>ServerFacts</name>
    <message>
        <source>Look again</source>
        <translation>Mirar de nuevo</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Answers…</source>
        <translation>Respuestas…</translation>
    </message>
    <message>
        <source>and {count} more: they are in the picker</source>
        <translation>y {count} más: están en el selector</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>Mirando…</translation>
    </message>
    <message>
        <source>Looked at {when}</source>
        <translation>Mirado: {when}</translation>
    </message>
    <message>
        <source>sliders act on the next token</source>
        <translation>los deslizadores actúan en el próximo token</translation>
    </message>
    <message>
        <source>answers can be continued</source>
        <translation>las respuestas pueden continuarse</translation>
    </message>
    <message>
        <source>tells what was cached</source>
        <translation>dice qué había en caché</translation>
    </message>
    <message>
        <source>{count} answers side by side</source>
        <translation>{count} respuestas a la vez</translation>
    </message>
    <message>
        <source>Does not take: {names}</source>
        <translation>No acepta: {names}</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Usar</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>Usar {name}</translation>
    </message>
    <message>
        <source>{count} tokens of context</source>
        <translation>{count} tokens de contexto</translation>
    </message>
</context>
<context>
    <name>ServersDialog</name>
    <message>
        <source>Servers, as JSON</source>
        <translation>Servidores, en JSON</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Allow and start</source>
        <translation>Permitir e iniciar</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>MCP servers</source>
        <translation>Servidores MCP</translation>
    </message>
    <message>
        <source>Programs and addresses that offer tools, described in JSON as for other apps. A server is a program of somebody else: it can do on this computer whatever you can. None starts before you allow it.</source>
        <translation>Programas y direcciones que ofrecen herramientas, descritos en JSON como en otras aplicaciones. Un servidor es un programa ajeno: puede hacer en este ordenador lo mismo que tú. Ninguno se inicia antes de que lo permitas.</translation>
    </message>
    <message>
        <source>Not allowed yet. This would be started: {what}</source>
        <translation>Aún no permitido. Se iniciaría esto: {what}</translation>
    </message>
    <message>
        <source>Off. It starts when one of its tools is called.</source>
        <translation>Apagado. Se inicia cuando se llama a una de sus herramientas.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Iniciando…</translation>
    </message>
    <message>
        <source>Running, 1 tool</source>
        <translation>En marcha, 1 herramienta</translation>
    </message>
    <message>
        <source>Running, {count} tools</source>
        <translation>En marcha, {count} herramientas</translation>
    </message>
    <message>
        <source>Not reached: the app is set to stay offline.</source>
        <translation>Sin conexión: la aplicación está configurada para no usar la red.</translation>
    </message>
    <message>
        <source>Failed: {reason}</source>
        <translation>Falló: {reason}</translation>
    </message>
    <message>
        <source>it ended</source>
        <translation>terminó</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apariencia</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Carpetas</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privacidad</translation>
    </message>
    <message>
        <source>Loading a model</source>
        <translation>Carga de un modelo</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Changes at once.</source>
        <translation>Cambia al momento.</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Changes at the next start.</source>
        <translation>Cambia en el próximo inicio.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>In addition to what the system asks for. Changes at the next start.</source>
        <translation>Además de lo que pide el sistema. Cambia en el próximo inicio.</translation>
    </message>
    <message>
        <source>Load the last model at start</source>
        <translation>Cargar el último modelo al iniciar</translation>
    </message>
    <message>
        <source>The model used last, or the starter model, is ready when the window opens.</source>
        <translation>El último modelo usado, o el modelo inicial, está listo al abrirse la ventana.</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>Caché KV</translation>
    </message>
    <message>
        <source>Smaller types save memory and lose a little quality. Applies to the next load.</source>
        <translation>Los tipos más pequeños ahorran memoria y pierden un poco de calidad. Vale desde la próxima carga.</translation>
    </message>
    <message>
        <source>f16 (full)</source>
        <translation>f16 (completa)</translation>
    </message>
    <message>
        <source>q8_0 (about half)</source>
        <translation>q8_0 (cerca de la mitad)</translation>
    </message>
    <message>
        <source>q4_0 (about a quarter)</source>
        <translation>q4_0 (cerca de un cuarto)</translation>
    </message>
    <message>
        <source>GPU layers</source>
        <translation>Capas en la GPU</translation>
    </message>
    <message>
        <source>Layers that a graphics card computes. Automatic puts all that fit there. Applies to the next load.</source>
        <translation>Capas que calcula una tarjeta gráfica. Automático pone allí todas las que caben. Vale desde la próxima carga.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Hilos</translation>
    </message>
    <message>
        <source>Automatic uses the physical cores and leaves one to the window where there are more than two. Applies to the next load.</source>
        <translation>Automático usa los núcleos físicos y, si hay más de dos, deja uno para la ventana. Vale desde la próxima carga.</translation>
    </message>
    <message>
        <source>Use the computer</source>
        <translation>Usar el equipo</translation>
    </message>
    <message>
        <source>Fully</source>
        <translation>Del todo</translation>
    </message>
    <message>
        <source>Beside my work</source>
        <translation>Junto a mi trabajo</translation>
    </message>
    <message>
        <source>In the background</source>
        <translation>En segundo plano</translation>
    </message>
    <message>
        <source>Speculative decoding</source>
        <translation>Decodificación especulativa</translation>
    </message>
    <message>
        <source>Where an answer repeats what was said before, several tokens are drafted and checked in one step. The answer stays the model&apos;s own; it only comes faster, and where that is not so, nothing is drafted. Comparisons never draft. Applies to the next answer.</source>
        <translation>Donde una respuesta repite lo ya dicho, se anticipan varios tokens y se comprueban en un solo paso. La respuesta sigue siendo la del modelo; solo llega antes, y donde no es así no se anticipa nada. Las comparaciones nunca anticipan. Vale para la próxima respuesta.</translation>
    </message>
    <message>
        <source>Prompt caches on disk (MB)</source>
        <translation>Cachés de prompt en disco (MB)</translation>
    </message>
    <message>
        <source>A chat that is opened again goes on at once, as its KV cache is kept in a file. It holds what was said, and is deleted with its chat; those used longest ago make way. With 0 none are kept.</source>
        <translation>Un chat que se vuelve a abrir sigue al momento, pues su caché KV se guarda en un archivo. Contiene lo dicho y se borra con su chat; los que llevan más tiempo sin usarse dejan sitio. Con 0 no se guarda ninguno.</translation>
    </message>
    <message>
        <source>Memory limit (MB)</source>
        <translation>Límite de memoria (MB)</translation>
    </message>
    <message>
        <source>The engine may not use more than this. Automatic is the computer&apos;s memory. Applies to the next load.</source>
        <translation>El motor no puede usar más que esto. Automático es la memoria del equipo. Vale desde la próxima carga.</translation>
    </message>
    <message>
        <source>Runtime folder</source>
        <translation>Carpeta del runtime</translation>
    </message>
    <message>
        <source>A folder with another build of llama.cpp, for instance one for your graphics card. Empty uses the built-in one. It is used from the next load on, once it has passed a self-test.</source>
        <translation>Una carpeta con otra compilación de llama.cpp, por ejemplo una para tu tarjeta gráfica. Vacía usa la incluida. Vale desde la próxima carga, una vez superada una prueba.</translation>
    </message>
    <message>
        <source>When a chat outgrows the context</source>
        <translation>Cuando un chat no cabe en el contexto</translation>
    </message>
    <message>
        <source>What the model no longer sees; the transcript marks it, and nothing is deleted. Applies to the next answer.</source>
        <translation>Lo que el modelo deja de ver; la conversación lo señala y no se elimina nada. Vale desde la próxima respuesta.</translation>
    </message>
    <message>
        <source>Leave out the oldest</source>
        <translation>Omitir lo más antiguo</translation>
    </message>
    <message>
        <source>Keep the first, leave out the middle</source>
        <translation>Conservar el principio, omitir el medio</translation>
    </message>
    <message>
        <source>Stop and tell me</source>
        <translation>Detenerse y avisarme</translation>
    </message>
    <message>
        <source>What leaves this computer</source>
        <translation>Qué sale de este equipo</translation>
    </message>
    <message>
        <source>The app has no telemetry. The Hub is asked only when you search for a model, open one or download it; what is sent is what you search for. A chat goes to another machine only where you choose one of its models for it. A newer version is looked for only if you allow it. Chats, drafts and settings are kept in your own folder. The engine that reads model files is shut off from the network and from your other files.</source>
        <translation>La aplicación no tiene telemetría. Al Hub solo se le pregunta cuando buscas un modelo, lo abres o lo descargas; lo que se envía es lo que buscas. Un chat va a otro equipo solo si eliges para él uno de sus modelos. Solo se busca una versión nueva si lo permites. Los chats, los borradores y los ajustes se guardan en tu propia carpeta. El motor que lee los archivos de modelos no tiene acceso a la red ni a tus otros archivos.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Permanecer sin conexión</translation>
    </message>
    <message>
        <source>Nothing is asked of any server, and downloads wait. Changes at once.</source>
        <translation>No se consulta ningún servidor y las descargas esperan. Cambia al momento.</translation>
    </message>
    <message>
        <source>Look for a newer version</source>
        <translation>Buscar una versión más nueva</translation>
    </message>
    <message>
        <source>Once a day at the start, the number of the newest release is asked for; nothing else is sent. It is shown here with what is new in it, and is never installed by itself.</source>
        <translation>Una vez al día, al abrir, se pregunta por el número de la última versión; no se envía nada más. Se muestra aquí con sus novedades y nunca se instala sola.</translation>
    </message>
    <message>
        <source>Downloads at once</source>
        <translation>Descargas a la vez</translation>
    </message>
    <message>
        <source>Others wait in the queue. Changes with the next download.</source>
        <translation>Las demás esperan en la cola. Cambia con la próxima descarga.</translation>
    </message>
    <message>
        <source>Speed limit (Mbit/s)</source>
        <translation>Límite de velocidad (Mbit/s)</translation>
    </message>
    <message>
        <source>Address of the Hub</source>
        <translation>Dirección del Hub</translation>
    </message>
    <message>
        <source>A mirror of Hugging Face, or a hub of your own. Empty is Hugging Face. Changes with the next request.</source>
        <translation>Una réplica de Hugging Face o un hub propio. Vacía es Hugging Face. Cambia con la próxima petición.</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Token de acceso</translation>
    </message>
    <message>
        <source>For models that their makers give on request. It is kept in the system&apos;s keyring, and sent to the Hub alone.</source>
        <translation>Para modelos que sus autores dan con permiso. Se guarda en el llavero del sistema y solo se envía al Hub.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Empty uses what the system says. Changes with the next request.</source>
        <translation>Vacío usa lo que diga el sistema. Cambia con la próxima petición.</translation>
    </message>
    <message>
        <source>Chats and settings</source>
        <translation>Chats y ajustes</translation>
    </message>
    <message>
        <source>Everything that you would not want to lose; “backups” in it holds a copy of the chats for each of the last seven days.</source>
        <translation>Todo lo que no querrías perder; dentro, «backups» guarda una copia de los chats de cada uno de los últimos siete días.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Downloads go here, and .gguf files that you put here are found. Another folder can be chosen: the files are moved.</source>
        <translation>Aquí van las descargas, y se encuentran los archivos .gguf que pongas aquí. Se puede elegir otra carpeta: los archivos se mueven.</translation>
    </message>
    <message>
        <source>More folders with models</source>
        <translation>Más carpetas con modelos</translation>
    </message>
    <message>
        <source>Models in them are used where they lie. Those of LM Studio, Jan, GPT4All, Ollama and Hugging Face are found by themselves.</source>
        <translation>Los modelos que contienen se usan donde están. Los de LM Studio, Jan, GPT4All, Ollama y Hugging Face se encuentran solos.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Tokens that a chat may hold. More needs more memory. Applies to the next load; automatic is what fits: 8,192 tokens, and up to 32,768 where memory is plenty.</source>
        <translation>Tokens que caben en un chat. Más tokens requieren más memoria. Se aplica en la próxima carga; automático es lo que quepa: 8192 tokens, y hasta 32.768 si sobra memoria.</translation>
    </message>
    <message>
        <source>Fully: all cores that other programs leave. Beside my work: some of them stay free, which is also so on battery. In the background: half of the threads, at low priority until the model is loaded again. Changes with the next token. A number of threads that you have set stays.</source>
        <translation>Del todo: todos los núcleos que dejan otros programas. Junto a mi trabajo: algunos quedan libres, y así es también con batería. En segundo plano: la mitad de los hilos, con prioridad baja hasta que el modelo se vuelva a cargar. Cambia con el próximo token. Un número de hilos que hayas fijado se mantiene.</translation>
    </message>
    <message>
        <source>For all downloads together; 8 Mbit/s are 1 MB/s. Automatic takes what the connection gives. Changes at once.</source>
        <translation>Para todas las descargas juntas; 8 Mbit/s son 1 MB/s. Automático toma lo que dé la conexión. Cambia enseguida.</translation>
    </message>
    <message>
        <source>What a report of an error needs. Nothing that was said in a chat is written there.</source>
        <translation>Lo que hace falta para informar de un error. Nada de lo dicho en un chat se escribe ahí.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nunca</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Serve models to other programs</source>
        <translation>Servir modelos a otros programas</translation>
    </message>
    <message>
        <source>Programs that speak OpenAI&apos;s or Anthropic&apos;s protocol can use your models while the app is open. Monitor shows the address, and what is asked. Changes at once.</source>
        <translation>Los programas que hablan el protocolo de OpenAI o de Anthropic pueden usar tus modelos mientras la aplicación está abierta. El monitor muestra la dirección y lo que se pide. Cambia al momento.</translation>
    </message>
    <message>
        <source>Port of the server</source>
        <translation>Puerto del servidor</translation>
    </message>
    <message>
        <source>It stands at the end of the address. Changes at once.</source>
        <translation>Está al final de la dirección. Cambia al momento.</translation>
    </message>
    <message>
        <source>Who can reach the server</source>
        <translation>Quién puede acceder al servidor</translation>
    </message>
    <message>
        <source>Programs on other computers need a key, which you copy in Monitor. What they send and get travels unencrypted.</source>
        <translation>Los programas de otros ordenadores necesitan una clave, que copias en el Monitor. Lo que envían y reciben viaja sin cifrar.</translation>
    </message>
    <message>
        <source>This computer alone</source>
        <translation>Solo este equipo</translation>
    </message>
    <message>
        <source>Other computers, with a key</source>
        <translation>Otros equipos, con una clave</translation>
    </message>
    <message>
        <source>Web pages that may use the server</source>
        <translation>Páginas web que pueden usar el servidor</translation>
    </message>
    <message>
        <source>Their addresses, with spaces between them. All others are refused. Changes at once.</source>
        <translation>Sus direcciones, separadas por espacios. Las demás se rechazan. Cambia al momento.</translation>
    </message>
    <message>
        <source>Unload models of the server after (minutes)</source>
        <translation>Descargar de la memoria los modelos del servidor tras (minutos)</translation>
    </message>
    <message>
        <source>So long after the last request a model that nothing else uses is unloaded.</source>
        <translation>Tras ese tiempo desde la última petición se descarga un modelo que nadie más usa.</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Power of the processor, in watts</source>
        <translation>Potencia del procesador, en vatios</translation>
    </message>
    <message>
        <source>With all cores busy. Where the computer does not tell what it uses, the energy of answers is estimated from their processor time with this figure, and marked with ≈. Never: nothing is estimated.</source>
        <translation>Con todos los núcleos ocupados. Si el ordenador no dice lo que gasta, la energía de las respuestas se estima por su tiempo de procesador con esta cifra, y se marca con ≈. Nunca: no se estima nada.</translation>
    </message>
    <message>
        <source>Price of a kilowatt hour, in cents</source>
        <translation>Precio del kilovatio hora, en céntimos</translation>
    </message>
    <message>
        <source>Hundredths of your currency. With it, benchmarks say what a million tokens cost.</source>
        <translation>Centésimas de tu moneda. Con él, las mediciones dicen cuánto cuesta un millón de tokens.</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Moneda</translation>
    </message>
    <message>
        <source>How prices are named, EUR or $ for instance.</source>
        <translation>Cómo se nombran los precios, por ejemplo EUR o $.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>The model was loaded with other settings</source>
        <translation>El modelo se cargó con otros ajustes</translation>
    </message>
    <message>
        <source>Yours hold from its next load.</source>
        <translation>Los tuyos valen desde su próxima carga.</translation>
    </message>
    <message>
        <source>Reload it now</source>
        <translation>Recargarlo ahora</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Buscar ajustes</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Ningún ajuste contiene estas palabras.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open the folder: {name}</source>
        <translation>Abrir la carpeta: {name}</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Buscar ahora</translation>
    </message>
    <message>
        <source>This is the newest version</source>
        <translation>Esta es la versión más nueva</translation>
    </message>
    <message>
        <source>Open its page on {host}</source>
        <translation>Abrir su página en {host}</translation>
    </message>
    <message>
        <source>You have {version}. Nothing is installed by itself.</source>
        <translation>Tienes la {version}. Nada se instala por sí solo.</translation>
    </message>
    <message>
        <source>Version {version} is there</source>
        <translation>Ya está la versión {version}</translation>
    </message>
    <message>
        <source>Built-in</source>
        <translation>El incluido</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>Mover…</translation>
    </message>
    <message>
        <source>One is kept</source>
        <translation>Hay uno guardado</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Quitarlo</translation>
    </message>
    <message>
        <source>Enter a token…</source>
        <translation>Introducir un token…</translation>
    </message>
    <message>
        <source>Move the models to</source>
        <translation>Mover los modelos a</translation>
    </message>
    <message>
        <source>All models are in their new folder.</source>
        <translation>Todos los modelos están en su nueva carpeta.</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>Movidos</translation>
    </message>
    <message>
        <source>{share} % are there. The models can be used again once all are.</source>
        <translation>Ya está allí el {share} %. Los modelos se podrán usar de nuevo cuando estén todos.</translation>
    </message>
    <message>
        <source>Moving the models</source>
        <translation>Moviendo los modelos</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Añadir una carpeta…</translation>
    </message>
    <message>
        <source>Take {folder} off the list</source>
        <translation>Quitar {folder} de la lista</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Reiniciar ahora</translation>
    </message>
    <message>
        <source>Chats and drafts are kept; an answer that is being written is stopped.</source>
        <translation>Los chats y borradores se conservan; una respuesta que se esté escribiendo se detiene.</translation>
    </message>
    <message>
        <source>This holds from the next start</source>
        <translation>Esto vale desde el próximo inicio</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Prompt de sistema</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>Como en los ajustes</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>Caché KV</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Valores iniciales</translation>
    </message>
    <message>
        <source>Use in all columns</source>
        <translation>Usar en todas</translation>
    </message>
    <message>
        <source>Structured output</source>
        <translation>Salida estructurada</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Herramientas</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>How the model is loaded holds from the next question on.</source>
        <translation>Cómo se carga el modelo vale desde la próxima pregunta.</translation>
    </message>
    <message>
        <source>Settings of column {letter}</source>
        <translation>Ajustes de la columna {letter}</translation>
    </message>
    <message>
        <source>None…</source>
        <translation>Ninguna…</translation>
    </message>
    <message>
        <source>JSON schema…</source>
        <translation>Esquema JSON…</translation>
    </message>
    <message>
        <source>Grammar…</source>
        <translation>Gramática…</translation>
    </message>
    <message>
        <source>1 tool…</source>
        <translation>1 herramienta…</translation>
    </message>
    <message>
        <source>{count} tools…</source>
        <translation>{count} herramientas…</translation>
    </message>
    <message>
        <source>No tools…</source>
        <translation>Sin herramientas…</translation>
    </message>
    <message>
        <source>No documents…</source>
        <translation>Sin documentos…</translation>
    </message>
    <message>
        <source>1 document…</source>
        <translation>1 documento…</translation>
    </message>
    <message>
        <source>{count} documents…</source>
        <translation>{count} documentos…</translation>
    </message>
</context>
<context>
    <name>SliderRow</name>
    <message>
        <source>{name}, value</source>
        <translation>{name}, valor</translation>
    </message>
    <message>
        <source>Reset {name} to {value}</source>
        <translation>Volver a poner {name} en {value}</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Numbered passages went into the prompt. The others were found, too, but had no place in it. BM25 is larger where rare words of the question stand often, similarity where the meaning is near.</source>
        <translation>Los pasajes numerados entraron en el prompt. Los demás también se encontraron, pero no cupieron. BM25 es mayor donde las palabras raras de la pregunta aparecen a menudo; la similitud, donde el significado es cercano.</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>Pasajes</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>No enviado</translation>
    </message>
    <message>
        <source>BM25 {score}</source>
        <translation>BM25 {score}</translation>
    </message>
    <message>
        <source>similarity {score}</source>
        <translation>similitud {score}</translation>
    </message>
</context>
<context>
    <name>SpeedPage</name>
    <message>
        <source>Nothing has been measured yet. Choose models above.</source>
        <translation>Todavía no se ha medido nada. Elige modelos arriba.</translation>
    </message>
    <message>
        <source>Export the figures</source>
        <translation>Exportar las cifras</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>Borrar lo seleccionado</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Mediciones</translation>
    </message>
    <message>
        <source>1 benchmark was deleted</source>
        <translation>Se borró 1 medición</translation>
    </message>
    <message>
        <source>{count} benchmarks were deleted</source>
        <translation>Se borraron {count} mediciones</translation>
    </message>
</context>
<context>
    <name>SpreadChip</name>
    <message>
        <source>Spread over {count} servers</source>
        <translation>Repartir entre {count} servidores</translation>
    </message>
    <message>
        <source>They share the work, so that each gets prompts: {hosts}</source>
        <translation>Se reparten el trabajo, así que cada uno recibe preguntas: {hosts}</translation>
    </message>
</context>
<context>
    <name>StageChips</name>
    <message>
        <source>Samplers, in their order</source>
        <translation>Muestreadores, en su orden</translation>
    </message>
</context>
<context>
    <name>StopRow</name>
    <message>
        <source>one per line</source>
        <translation>uno por línea</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Probability along the answer</source>
        <translation>Probabilidad a lo largo de la respuesta</translation>
    </message>
</context>
<context>
    <name>Structured</name>
    <message>
        <source>The answer as a tree</source>
        <translation>La respuesta como árbol</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… y {count} más</translation>
    </message>
    <message>
        <source>The answer as a table</source>
        <translation>La respuesta como tabla</translation>
    </message>
</context>
<context>
    <name>StructuredAnswer</name>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Árbol</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Save the table as CSV</source>
        <translation>Guardar la tabla como CSV</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <source>table</source>
        <translation>tabla</translation>
    </message>
</context>
<context>
    <name>SuiteEditor</name>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Descripción</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Preguntas</translation>
    </message>
    <message>
        <source>Short name</source>
        <translation>Nombre corto</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Pregunta</translation>
    </message>
    <message>
        <source>Add pictures or sounds</source>
        <translation>Añadir imágenes o sonidos</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Prompt de sistema</translation>
    </message>
    <message>
        <source>As in the column</source>
        <translation>Como en la columna</translation>
    </message>
    <message>
        <source>Most tokens of an answer</source>
        <translation>Máximo de tokens por respuesta</translation>
    </message>
    <message>
        <source>Add a check</source>
        <translation>Añadir una comprobación</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Undo all changes</source>
        <translation>Deshacer todos los cambios</translation>
    </message>
    <message>
        <source>Add a prompt</source>
        <translation>Añadir una pregunta</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Subir</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Bajar</translation>
    </message>
    <message>
        <source>Remove the prompt</source>
        <translation>Quitar la pregunta</translation>
    </message>
    <message>
        <source>Checks: an answer passes when all of them do</source>
        <translation>Comprobaciones: una respuesta la supera si se cumplen todas</translation>
    </message>
</context>
<context>
    <name>SuitesPage</name>
    <message>
        <source>Suites</source>
        <translation>Series</translation>
    </message>
    <message>
        <source>New suite</source>
        <translation>Nueva serie</translation>
    </message>
    <message>
        <source>Edit this suite</source>
        <translation>Editar esta serie</translation>
    </message>
    <message>
        <source>Import a suite (YAML, JSON or JSON lines)</source>
        <translation>Importar una serie (YAML, JSON o líneas JSON)</translation>
    </message>
    <message>
        <source>Save this suite as a file</source>
        <translation>Guardar esta serie como archivo</translation>
    </message>
    <message>
        <source>Delete this suite</source>
        <translation>Borrar esta serie</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Rondas</translation>
    </message>
    <message>
        <source>Fair timing</source>
        <translation>Tiempos comparables</translation>
    </message>
    <message>
        <source>One answer at a time, so that speeds can be compared; it takes longer.</source>
        <translation>Una respuesta cada vez, para poder comparar velocidades; tarda más.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ejecutar</translation>
    </message>
    <message>
        <source>{count} prompts</source>
        <translation>{count} preguntas</translation>
    </message>
    <message>
        <source>1 prompt</source>
        <translation>1 pregunta</translation>
    </message>
    <message>
        <source>A suite this large is edited as a file: save it first</source>
        <translation>Una serie tan grande se edita como archivo: guárdela primero</translation>
    </message>
    <message>
        <source>Run over 1 column</source>
        <translation>Ejecutar en 1 columna</translation>
    </message>
    <message>
        <source>Run over {count} columns</source>
        <translation>Ejecutar en {count} columnas</translation>
    </message>
    <message>
        <source>Import a suite</source>
        <translation>Importar una serie</translation>
    </message>
    <message>
        <source>Suites (*.yaml *.yml *.json *.jsonl)</source>
        <translation>Series (*.yaml *.yml *.json *.jsonl)</translation>
    </message>
    <message>
        <source>As YAML…</source>
        <translation>Como YAML…</translation>
    </message>
    <message>
        <source>As JSON…</source>
        <translation>Como JSON…</translation>
    </message>
    <message>
        <source>As JSON lines…</source>
        <translation>Como líneas JSON…</translation>
    </message>
    <message>
        <source>For promptfoo…</source>
        <translation>Para promptfoo…</translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title} (copia)</translation>
    </message>
    <message>
        <source>Run a suite, and see who passes what.</source>
        <translation>Ejecuta una serie y mira quién supera qué.</translation>
    </message>
    <message>
        <source>All (95 %)</source>
        <translation>Todo (95 %)</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>Memoria máxima</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>{count} servers</source>
        <translation>{count} servidores</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>to read</source>
        <translation>para leer</translation>
    </message>
    <message>
        <source>{share} ({low} to {high})</source>
        <translation>{share} ({low} a {high})</translation>
    </message>
</context>
<context>
    <name>SweepsPage</name>
    <message>
        <source>Distinct-2</source>
        <translation>Distinct-2</translation>
    </message>
    <message>
        <source>Length in tokens</source>
        <translation>Longitud en tokens</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>Repetición</translation>
    </message>
    <message>
        <source>Pass rate</source>
        <translation>Porcentaje superado</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Qué se muestra</translation>
    </message>
    <message>
        <source>At temperature 0 neither the seed nor what is cut changes an answer. Where answers differ all the same, they were written at the same time: numbers that are computed together are rounded a little differently.</source>
        <translation>Con temperatura 0, ni la semilla ni lo que se recorta cambian una respuesta. Si aun así hay diferencias, es porque se escribieron a la vez: los números que se calculan juntos se redondean de forma algo distinta.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>First parameter</source>
        <translation>Primer parámetro</translation>
    </message>
    <message>
        <source>Second parameter</source>
        <translation>Segundo parámetro</translation>
    </message>
    <message>
        <source>Values of the first</source>
        <translation>Valores del primero</translation>
    </message>
    <message>
        <source>Values of the second</source>
        <translation>Valores del segundo</translation>
    </message>
    <message>
        <source>What is asked</source>
        <translation>Qué se pregunta</translation>
    </message>
    <message>
        <source>Passes if it contains…</source>
        <translation>Supera si contiene…</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Semillas</translation>
    </message>
    <message>
        <source>Run the sweep</source>
        <translation>Ejecutar el barrido</translation>
    </message>
    <message>
        <source>Numbers, like 0.2, 0.8, 1.4, or 0..1.5/0.5 for steps</source>
        <translation>Números, como 0,2; 0,8; 1,4, o 0..1,5/0,5 para ir por pasos</translation>
    </message>
    <message>
        <source>Run a model over a grid of settings.</source>
        <translation>Ejecuta un modelo sobre una cuadrícula de ajustes.</translation>
    </message>
</context>
<context>
    <name>SystemPrompt</name>
    <message>
        <source>System prompt</source>
        <translation>Prompt de sistema</translation>
    </message>
    <message>
        <source>Who the model is and how it answers, for instance: You are brief and exact.</source>
        <translation>Quién es el modelo y cómo responde; por ejemplo: Eres breve y exacto.</translation>
    </message>
    <message>
        <source>Apply to the next answer</source>
        <translation>Valen para la próxima respuesta</translation>
    </message>
</context>
<context>
    <name>Thinking</name>
    <message>
        <source>Thought for {seconds} s, {count} tokens</source>
        <translation>Pensó {seconds} s, {count} tokens</translation>
    </message>
    <message>
        <source>Thinking for {seconds} s, {count} tokens</source>
        <translation>Pensando {seconds} s, {count} tokens</translation>
    </message>
</context>
<context>
    <name>TokenBar</name>
    <message>
        <source>Access token</source>
        <translation>Token de acceso</translation>
    </message>
    <message>
        <source>Check and keep</source>
        <translation>Comprobar y guardar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Access token of {host}</source>
        <translation>Token de acceso de {host}</translation>
    </message>
    <message>
        <source>It is sent to {host} alone, and kept in the system&apos;s keyring if there is one.</source>
        <translation>Solo se envía a {host}, y se guarda en el llavero del sistema si lo hay.</translation>
    </message>
    <message>
        <source>It is kept in the system&apos;s keyring.</source>
        <translation>Se guarda en el llavero del sistema.</translation>
    </message>
    <message>
        <source>This system has no keyring, so it holds until the app is closed.</source>
        <translation>Este sistema no tiene llavero, así que vale hasta que se cierre la aplicación.</translation>
    </message>
    <message>
        <source>A token has letters, digits and underscores only. Copy it again.</source>
        <translation>Un token solo tiene letras, cifras y guiones bajos. Cópialo de nuevo.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Comprobando…</translation>
    </message>
</context>
<context>
    <name>TokenHead</name>
    <message>
        <source>A dot stands for a space, ⏎ for the end of a line, \x and two signs for a byte that is no character</source>
        <translation>Un punto es un espacio, ⏎ el final de una línea, \x con dos signos un byte que no es un carácter</translation>
    </message>
    <message>
        <source>Its probability as the model gave it, its place among all tokens, and how undecided the model was: 0 bit is certain, 1 bit like a coin, 10 bit like one of a thousand</source>
        <translation>Su probabilidad tal como la dio el modelo, su puesto entre todos los tokens y cuánto dudaba el modelo: 0 bits es seguro, 1 bit como una moneda, 10 bits como uno de mil</translation>
    </message>
    <message>
        <source>{raw} by the model</source>
        <translation>{raw} del modelo</translation>
    </message>
    <message>
        <source>rank {rank}</source>
        <translation>puesto {rank}</translation>
    </message>
    <message>
        <source>entropy {bits} bit</source>
        <translation>entropía {bits} bits</translation>
    </message>
    <message>
        <source>Not among the likeliest {count}</source>
        <translation>No está entre los {count} más probables</translation>
    </message>
    <message>
        <source>{after} after sampling</source>
        <translation>{after} tras el muestreo</translation>
    </message>
</context>
<context>
    <name>TokensPanel</name>
    <message>
        <source>Copy the numbers</source>
        <translation>Copiar los números</translation>
    </message>
    <message>
        <source>Token {at}: {text} · number {ids} · bytes {bytes}</source>
        <translation>Token {at}: {text} · número {ids} · bytes {bytes}</translation>
    </message>
    <message>
        <source>steers the model, and is no text</source>
        <translation>guía al modelo y no es texto</translation>
    </message>
    <message>
        <source>{count} tokens, {characters} characters: {share} a token</source>
        <translation>{count} tokens, {characters} caracteres: {share} por token</translation>
    </message>
    <message>
        <source>The first {count} are shown.</source>
        <translation>Se muestran los primeros {count}.</translation>
    </message>
</context>
<context>
    <name>ToolResult</name>
    <message>
        <source>Copy the result</source>
        <translation>Copiar el resultado</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <source>{tool} failed</source>
        <translation>{tool} falló</translation>
    </message>
    <message>
        <source>{tool} was not allowed</source>
        <translation>{tool} no se permitió</translation>
    </message>
    <message>
        <source>Result of {tool}</source>
        <translation>Resultado de {tool}</translation>
    </message>
    <message>
        <source>Show all {count} characters</source>
        <translation>Mostrar los {count} caracteres</translation>
    </message>
    <message>
        <source>
… and {count} more characters</source>
        <translation>
… y {count} caracteres más</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Side by side</source>
        <translation>Lado a lado</translation>
    </message>
    <message>
        <source>Suites</source>
        <translation>Series</translation>
    </message>
    <message>
        <source>Sweeps</source>
        <translation>Barridos</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Votos</translation>
    </message>
    <message>
        <source>Together, as memory allows</source>
        <translation>A la vez, si hay memoria</translation>
    </message>
    <message>
        <source>One after another: fair timing</source>
        <translation>Una tras otra: tiempos comparables</translation>
    </message>
    <message>
        <source>How the columns run</source>
        <translation>Cómo se ejecutan las columnas</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>A ciegas</translation>
    </message>
    <message>
        <source>Hides the names and shuffles the columns until you have voted</source>
        <translation>Oculta los nombres y baraja las columnas hasta que votes</translation>
    </message>
    <message>
        <source>Add column</source>
        <translation>Añadir columna</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Earlier comparisons</source>
        <translation>Comparaciones anteriores</translation>
    </message>
    <message>
        <source>New comparison</source>
        <translation>Nueva comparación</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Calculator</source>
        <translation>Calculadora</translation>
    </message>
    <message>
        <source>Computes the exact value of an expression.</source>
        <translation>Calcula el valor exacto de una expresión.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Reloj</translation>
    </message>
    <message>
        <source>Tells the date, the time and the time zone.</source>
        <translation>Dice la fecha, la hora y la zona horaria.</translation>
    </message>
    <message>
        <source>Search my documents</source>
        <translation>Buscar en mis documentos</translation>
    </message>
    <message>
        <source>Finds passages in the library of documents.</source>
        <translation>Encuentra pasajes en la biblioteca de documentos.</translation>
    </message>
    <message>
        <source>Search my chats</source>
        <translation>Buscar en mis chats</translation>
    </message>
    <message>
        <source>Finds messages in earlier chats.</source>
        <translation>Encuentra mensajes en chats anteriores.</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Runs code in a sealed process: no files, no network, five seconds.</source>
        <translation>Ejecuta código en un proceso aislado: sin archivos, sin red, cinco segundos.</translation>
    </message>
</context>
<context>
    <name>ToolsPanel</name>
    <message>
        <source>Tools</source>
        <translation>Herramientas</translation>
    </message>
    <message>
        <source>Each question begins with a call</source>
        <translation>Cada pregunta empieza con una llamada</translation>
    </message>
    <message>
        <source>The model has to call a tool first. Small models do not do so by themselves.</source>
        <translation>El modelo tiene que llamar primero a una herramienta. Los modelos pequeños no lo hacen por sí solos.</translation>
    </message>
    <message>
        <source>The model may call what is chosen here. You are asked before anything is done.</source>
        <translation>El modelo puede llamar a lo que se elija aquí. Se te pregunta antes de hacer nada.</translation>
    </message>
    <message>
        <source>MCP servers…</source>
        <translation>Servidores MCP…</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Volver a preguntar</translation>
    </message>
    <message>
        <source>It was always allowed: ask before it is called.</source>
        <translation>Estaba permitida siempre: preguntar antes de llamarla.</translation>
    </message>
    <message>
        <source>{tool}: not there any more</source>
        <translation>{tool}: ya no está</translation>
    </message>
</context>
<context>
    <name>TourCard</name>
    <message>
        <source>End the tour</source>
        <translation>Terminar el recorrido</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>Muéstramelo</translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation>Recorrido guiado</translation>
    </message>
    <message>
        <source>{title}: step {at} of {count}</source>
        <translation>{title}: paso {at} de {count}</translation>
    </message>
    <message>
        <source>Show me again</source>
        <translation>Muéstramelo otra vez</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Both answers are the same, token for token: {count} of {count}.</source>
        <translation>Las dos respuestas son iguales, token por token: {count} de {count}.</translation>
    </message>
    <message>
        <source>The answers are the same up to token {same} of {count}.</source>
        <translation>Las respuestas son iguales hasta el token {same} de {count}.</translation>
    </message>
</context>
<context>
    <name>TourPlace</name>
    <message>
        <source>The lens in ten steps</source>
        <translation>La lupa en diez pasos</translation>
    </message>
    <message>
        <source>Open a tour…</source>
        <translation>Abrir un recorrido…</translation>
    </message>
    <message>
        <source>Save ours as a file, to write your own…</source>
        <translation>Guardar el nuestro como archivo, para escribir otro…</translation>
    </message>
    <message>
        <source>{name} with a 4-bit KV cache</source>
        <translation>{name} con caché KV de 4 bits</translation>
    </message>
    <message>
        <source>Open a tour</source>
        <translation>Abrir un recorrido</translation>
    </message>
    <message>
        <source>Tours (*.yaml *.yml)</source>
        <translation>Recorridos (*.yaml *.yml)</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Jump to the end</source>
        <translation>Ir al final</translation>
    </message>
    <message>
        <source>Answer complete: {text}</source>
        <translation>Respuesta completa: {text}</translation>
    </message>
    <message>
        <source>{text} The model wants to call {tools}.</source>
        <translation>{text} El modelo quiere llamar a {tools}.</translation>
    </message>
</context>
<context>
    <name>TreePanel</name>
    <message>
        <source>What could have been</source>
        <translation>Lo que pudo haber sido</translation>
    </message>
    <message>
        <source>Tokens of each answer</source>
        <translation>Tokens de cada respuesta</translation>
    </message>
    <message>
        <source>Other seeds</source>
        <translation>Otras semillas</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Back to the chat (Esc)</source>
        <translation>Volver al chat (Esc)</translation>
    </message>
    <message>
        <source>Answers as a tree</source>
        <translation>Respuestas en forma de árbol</translation>
    </message>
    <message>
        <source>Open in the chat</source>
        <translation>Abrir en el chat</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Tomado</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Probabilidad</translation>
    </message>
    <message>
        <source>The model is made ready for {count} answers at once…</source>
        <translation>El modelo se prepara para {count} respuestas a la vez…</translation>
    </message>
    <message>
        <source>{done} of {count} answers are there, each drawn by dice of its own: seeds {first} to {last}, {tokens} tokens at most.</source>
        <translation>Hay {done} de {count} respuestas, cada una sorteada con sus propios dados: semillas {first} a {last}, {tokens} tokens como máximo.</translation>
    </message>
    <message>
        <source>Probability of its first token: {share}.</source>
        <translation>Probabilidad de su primer token: {share}.</translation>
    </message>
    <message>
        <source>{count} at a time, as many as this engine writes side by side.</source>
        <translation>{count} a la vez, tantas como este motor escribe juntas.</translation>
    </message>
    <message>
        <source>No seed took it.</source>
        <translation>Ninguna semilla lo tomó.</translation>
    </message>
    <message>
        <source>It ends here for {count} of them.</source>
        <translation>Aquí termina para {count} de ellas.</translation>
    </message>
    <message>
        <source>All seeds went this way.</source>
        <translation>Todas las semillas fueron por aquí.</translation>
    </message>
    <message>
        <source>Seed {seed} went this way.</source>
        <translation>La semilla {seed} fue por aquí.</translation>
    </message>
    <message>
        <source>{count} of {all} went this way: seeds {seeds}.</source>
        <translation>{count} de {all} fueron por aquí: semillas {seeds}.</translation>
    </message>
</context>
<context>
    <name>TriedSettings</name>
    <message>
        <source>Use in the chat</source>
        <translation>Usar en el chat</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Fijar</translation>
    </message>
    <message>
        <source>Keep what is left now drawn as marks while other settings are tried</source>
        <translation>Deja dibujado como marcas lo que queda ahora mientras se prueban otros ajustes</translation>
    </message>
    <message>
        <source>Try other settings</source>
        <translation>Probar otros ajustes</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Soltar</translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>It is being started again.</source>
        <translation>Se está iniciando de nuevo.</translation>
    </message>
    <message>
        <source>It was started again.</source>
        <translation>Se ha iniciado de nuevo.</translation>
    </message>
    <message>
        <source>Your conversation is kept.</source>
        <translation>Tu conversación se conserva.</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Elegir otro modelo</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Edit the message</source>
        <translation>Editar el mensaje</translation>
    </message>
    <message>
        <source>Stop the engine</source>
        <translation>Detener el motor</translation>
    </message>
    <message>
        <source>Use the built-in runtime</source>
        <translation>Usar el runtime incluido</translation>
    </message>
    <message>
        <source>Save this chat elsewhere…</source>
        <translation>Guardar este chat en otro lugar…</translation>
    </message>
    <message>
        <source>Leave out the oldest</source>
        <translation>Omitir lo más antiguo</translation>
    </message>
    <message>
        <source>Bring back the copy</source>
        <translation>Recuperar la copia</translation>
    </message>
    <message>
        <source>Go on without it</source>
        <translation>Seguir sin ella</translation>
    </message>
    <message>
        <source>Send it there</source>
        <translation>Enviarlo allí</translation>
    </message>
    <message>
        <source>Load without adapters</source>
        <translation>Cargar sin adaptadores</translation>
    </message>
    <message>
        <source>Edit the structured output</source>
        <translation>Editar la salida estructurada</translation>
    </message>
    <message>
        <source>Turn it off</source>
        <translation>Desactivarla</translation>
    </message>
    <message>
        <source>Try to save again</source>
        <translation>Intentar guardar de nuevo</translation>
    </message>
    <message>
        <source>Load with {count} context</source>
        <translation>Cargar con un contexto de {count}</translation>
    </message>
    <message>
        <source>GPU layers: {count}</source>
        <translation>capas en la GPU: {count}</translation>
    </message>
    <message>
        <source>a {count} KV cache</source>
        <translation>una caché KV {count}</translation>
    </message>
    <message>
        <source>a context of {count}</source>
        <translation>un contexto de {count}</translation>
    </message>
    <message>
        <source>Load with {what}</source>
        <translation>Cargar con {what}</translation>
    </message>
</context>
<context>
    <name>TuneCard</name>
    <message>
        <source>Model to tune</source>
        <translation>Modelo que afinar</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sin límite</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Límite de memoria</translation>
    </message>
    <message>
        <source>Also try smaller KV caches, which lose a little quality</source>
        <translation>Probar también cachés KV menores, que pierden un poco de calidad</translation>
    </message>
    <message>
        <source>Find the fastest way</source>
        <translation>Buscar la forma más rápida</translation>
    </message>
    <message>
        <source>Threads, layers on the graphics card, flash attention, batch, KV cache and draft models are tried one after the other, as long as that can pay; a shorter context where the usual one takes more memory than allowed. What is faster is measured once more before it is offered.</source>
        <translation>Se prueban uno tras otro hilos, capas en la tarjeta gráfica, flash attention, lote, caché KV y modelos borrador, mientras pueda valer la pena; un contexto más corto, si el habitual ocupa más memoria de la permitida. Lo que es más rápido se mide otra vez antes de ofrecerlo.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>trial {count}</source>
        <translation>prueba {count}</translation>
    </message>
</context>
<context>
    <name>TunePage</name>
    <message>
        <source>Load it so from now on</source>
        <translation>Cargarlo así de ahora en adelante</translation>
    </message>
    <message>
        <source>The search was stopped. Nothing was changed.</source>
        <translation>La búsqueda se detuvo. No se cambió nada.</translation>
    </message>
    <message>
        <source>It cannot be loaded as it is now, so nothing was tried.</source>
        <translation>No se puede cargar como está ahora, así que no se probó nada.</translation>
    </message>
    <message>
        <source>It takes more memory than allowed in every way that was tried.</source>
        <translation>Ocupa más memoria de la permitida en todas las formas que se probaron.</translation>
    </message>
    <message>
        <source>Nothing that was tried is faster than the way in which it is loaded now.</source>
        <translation>Nada de lo que se probó es más rápido que la forma en que se carga ahora.</translation>
    </message>
    <message>
        <source>It is loaded so from the next time on; its load settings show that, and take it back.</source>
        <translation>Se carga así a partir de la próxima vez; sus ajustes de carga lo muestran y permiten deshacerlo.</translation>
    </message>
    <message>
        <source>Fastest here: {ways}. A request of 512 tokens with an answer of 256 takes {seconds} s ({gain}).</source>
        <translation>Lo más rápido aquí: {ways}. Una petición de 512 tokens con una respuesta de 256 tarda {seconds} s ({gain}).</translation>
    </message>
    <message>
        <source>Other programs are busy, so threads were not tried: they follow other programs by themselves. Search once more when the computer is quiet.</source>
        <translation>Otros programas están ocupados, así que no se probaron los hilos: siguen por sí mismos a los otros programas. Busca otra vez cuando el ordenador esté tranquilo.</translation>
    </message>
</context>
<context>
    <name>Unsaved</name>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Cerrar sin guardar</translation>
    </message>
</context>
<context>
    <name>Versions</name>
    <message>
        <source>Previous version (Alt+Left)</source>
        <translation>Versión anterior (Alt+Izquierda)</translation>
    </message>
    <message>
        <source>Next version (Alt+Right)</source>
        <translation>Versión siguiente (Alt+Derecha)</translation>
    </message>
    <message>
        <source>Version {at} of {count}</source>
        <translation>Versión {at} de {count}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>{name} is ready on {host}. What you write goes there.</source>
        <translation>{name} está listo en {host}. Lo que escribas va allí.</translation>
    </message>
    <message>
        <source>{name} is ready on this computer. Nothing you write leaves it.</source>
        <translation>{name} está listo en este equipo. Nada de lo que escribas sale de él.</translation>
    </message>
    <message>
        <source>It is tiny: quick, and often wrong.</source>
        <translation>Es diminuto: rápido, y se equivoca a menudo.</translation>
    </message>
    <message>
        <source>It hardly speaks anything but English.</source>
        <translation>Apenas habla otra cosa que inglés.</translation>
    </message>
    <message>
        <source>Better ones are under Models.</source>
        <translation>Hay mejores en Modelos.</translation>
    </message>
    <message>
        <source>Get {name}, about {size}</source>
        <translation>Obtener {name}, unos {size}</translation>
    </message>
    <message>
        <source>Get {name}, about {size}, about {rate} tok/s here</source>
        <translation>Obtener {name}, unos {size}, unos {rate} tok/s aquí</translation>
    </message>
</context>
<context>
    <name>Workshop</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{rate} tok/s</source>
        <translation>{rate} tok/s</translation>
    </message>
    <message>
        <source>First token after a prompt of {count}</source>
        <translation>Primer token tras una entrada de {count}</translation>
    </message>
    <message>
        <source>Prompt of {count} tokens</source>
        <translation>Entrada de {count} tokens</translation>
    </message>
    <message>
        <source>Answer of {count} tokens</source>
        <translation>Respuesta de {count} tokens</translation>
    </message>
    <message>
        <source>{what}, behind {depth} others</source>
        <translation>{what}, tras otros {depth}</translation>
    </message>
    <message>
        <source>{what}, {batch} at once</source>
        <translation>{what}, {batch} a la vez</translation>
    </message>
    <message>
        <source>The processor was slowed because it was hot</source>
        <translation>El procesador se frenó por el calor</translation>
    </message>
    <message>
        <source>Other programs used {cores} cores</source>
        <translation>Otros programas usaron {cores} núcleos</translation>
    </message>
    <message>
        <source>{joules} per 1,000 tokens</source>
        <translation>{joules} por 1000 tokens</translation>
    </message>
    <message>
        <source>{energy}, {cost} {currency} a million</source>
        <translation>{energy}, {cost} {currency} el millón</translation>
    </message>
    <message>
        <source>the processor&apos;s counters</source>
        <translation>los contadores del procesador</translation>
    </message>
    <message>
        <source>the graphics card&apos;s counters</source>
        <translation>los contadores de la tarjeta gráfica</translation>
    </message>
    <message>
        <source>the graphics card&apos;s power</source>
        <translation>la potencia de la tarjeta gráfica</translation>
    </message>
    <message>
        <source>the battery</source>
        <translation>la batería</translation>
    </message>
    <message>
        <source>an estimate from processor time and the watts in the settings</source>
        <translation>una estimación por el tiempo de procesador y los vatios de los ajustes</translation>
    </message>
    <message>
        <source>energy by {sources}</source>
        <translation>energía según {sources}</translation>
    </message>
    <message>
        <source>{energy}, less {watts} W at rest</source>
        <translation>{energy}, menos {watts} W en reposo</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Mediciones</translation>
    </message>
    <message>
        <source>Perplexity and loss</source>
        <translation>Perplejidad y pérdida</translation>
    </message>
    <message>
        <source>Models of the report</source>
        <translation>Modelos del informe</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>J per 1,000 tokens</source>
        <translation>J por 1000 tokens</translation>
    </message>
    <message>
        <source>Suites</source>
        <translation>Baterías</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>Votos</translation>
    </message>
    <message>
        <source>{share} % ({low} to {high})</source>
        <translation>{share} % ({low} a {high})</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>Frente a</translation>
    </message>
    <message>
        <source>KL, mean</source>
        <translation>KL media</translation>
    </message>
    <message>
        <source>KL, 99 %</source>
        <translation>KL 99 %</translation>
    </message>
    <message>
        <source>Same top</source>
        <translation>Misma primera</translation>
    </message>
    <message>
        <source>Prompt, tok/s</source>
        <translation>Entrada, tok/s</translation>
    </message>
    <message>
        <source>Answer, tok/s</source>
        <translation>Respuesta, tok/s</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Primer token</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Carga</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Medido</translation>
    </message>
    <message>
        <source>Markdown, as llama-bench writes it</source>
        <translation>Markdown, como lo escribe llama-bench</translation>
    </message>
    <message>
        <source>Markdown, to read</source>
        <translation>Markdown, para leer</translation>
    </message>
    <message>
        <source>CSV, for spreadsheets</source>
        <translation>CSV, para hojas de cálculo</translation>
    </message>
    <message>
        <source>JSON, with where models part</source>
        <translation>JSON, con dónde se separan los modelos</translation>
    </message>
    <message>
        <source>JSON, with every repetition</source>
        <translation>JSON, con cada repetición</translation>
    </message>
    <message>
        <source>Each {count} times after a warm-up; the true mean lies within ±, 95 times in 100</source>
        <translation>Cada una {count} veces tras un calentamiento; la media verdadera queda dentro de ± 95 de cada 100 veces</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 hilo</translation>
    </message>
    <message>
        <source>{count} threads</source>
        <translation>{count} hilos</translation>
    </message>
    <message>
        <source>{count} layers on {device}</source>
        <translation>{count} capas en {device}</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Where they part most</source>
        <translation>Dónde más se separan</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>Este modelo</translation>
    </message>
    <message>
        <source>The other</source>
        <translation>El otro</translation>
    </message>
    <message>
        <source>Look at this place through the lens</source>
        <translation>Mirar este lugar con la lente</translation>
    </message>
    <message>
        <source>Against {base} (perplexity {perplexity}): KL divergence {mean} ± {error} on average, below {most} for 99 tokens in 100, {largest} at most. For {share} of the tokens, both hold the same one for the likeliest.</source>
        <translation>Frente a {base} (perplejidad {perplexity}): divergencia KL {mean} ± {error} de media, menos de {most} en 99 de cada 100 tokens, {largest} como máximo. En el {share} de los tokens, ambos tienen por más probable el mismo.</translation>
    </message>
    <message>
        <source>Against {base} (perplexity {perplexity}): KL divergence at least {mean} ± {error} on average. Its server reports only the likeliest tokens, which cover {known} of the probability; the true figures are at least as large. For {share} of the tokens, both hold the same one for the likeliest.</source>
        <translation>Frente a {base} (perplejidad {perplexity}): divergencia KL de al menos {mean} ± {error} de media. Su servidor solo informa de los tokens más probables, que reúnen el {known} de la probabilidad; las cifras verdaderas son al menos igual de grandes. En el {share} de los tokens, ambos tienen el mismo por el más probable.</translation>
    </message>
    <message>
        <source>{count} tokens scored, in chunks of {chunk}</source>
        <translation>{count} tokens puntuados, en trozos de {chunk}</translation>
    </message>
    <message>
        <source>KV cache {kind}</source>
        <translation>Caché KV {kind}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>Un archivo…</translation>
    </message>
    <message>
        <source>A text to score models with</source>
        <translation>Un texto para puntuar modelos</translation>
    </message>
    <message>
        <source>English prose</source>
        <translation>Prosa en inglés</translation>
    </message>
    <message>
        <source>Spanish prose</source>
        <translation>Prosa en español</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>My chats</source>
        <translation>Mis chats</translation>
    </message>
    <message>
        <source>writes tensor {done} of {total}</source>
        <translation>escribe el tensor {done} de {total}</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>espera</translation>
    </message>
    <message>
        <source>is planned</source>
        <translation>se planifica</translation>
    </message>
    <message>
        <source>is measured</source>
        <translation>se mide</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>Types of this model</source>
        <translation>Tipos de este modelo</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>For 1 tensor this type is not possible; a larger one was taken.</source>
        <translation>Para 1 tensor este tipo no es posible; se tomó uno mayor.</translation>
    </message>
    <message>
        <source>For {count} tensors this type is not possible; a larger one was taken.</source>
        <translation>Para {count} tensores este tipo no es posible; se tomó uno mayor.</translation>
    </message>
    <message>
        <source>{type}, the model itself</source>
        <translation>{type}, el propio modelo</translation>
    </message>
    <message>
        <source>{path} is written</source>
        <translation>{path} está escrito</translation>
    </message>
    <message>
        <source>Waits until other work is done</source>
        <translation>Espera a que termine otro trabajo</translation>
    </message>
    <message>
        <source>What was tried</source>
        <translation>Lo que se probó</translation>
    </message>
    <message>
        <source>Tried</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Against the usual</source>
        <translation>Frente a lo habitual</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Other programs were busy meanwhile, or the processor was hot</source>
        <translation>Otros programas estaban ocupados entretanto, o el procesador estaba caliente</translation>
    </message>
    <message>
        <source>As it is loaded now</source>
        <translation>Como se carga ahora</translation>
    </message>
    <message>
        <source>Context: {value}</source>
        <translation>Contexto: {value}</translation>
    </message>
    <message>
        <source>Draft model: {value}</source>
        <translation>Modelo borrador: {value}</translation>
    </message>
    <message>
        <source>Threads: {value}</source>
        <translation>Hilos: {value}</translation>
    </message>
    <message>
        <source>Layers on the GPU: {value}</source>
        <translation>Capas en la GPU: {value}</translation>
    </message>
    <message>
        <source>Flash attention: {value}</source>
        <translation>Flash attention: {value}</translation>
    </message>
    <message>
        <source>KV cache: {value}</source>
        <translation>Caché KV: {value}</translation>
    </message>
    <message>
        <source>Batch: {value}</source>
        <translation>Lote: {value}</translation>
    </message>
    <message>
        <source>All that was faster, once more</source>
        <translation>Todo lo que fue más rápido, otra vez</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>cabe</translation>
    </message>
    <message>
        <source>slower, given up</source>
        <translation>más lento, abandonado</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>más lento</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>más rápido</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>sin diferencia</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>demasiado grande</translation>
    </message>
    <message>
        <source>HTML, one page with charts</source>
        <translation>HTML, una página con gráficas</translation>
    </message>
    <message>
        <source>PDF, to print</source>
        <translation>PDF, para imprimir</translation>
    </message>
    <message>
        <source>The fastest: {model} ({speed} tok/s, {memory}).</source>
        <translation>El más rápido: {model} ({speed} tok/s, {memory}).</translation>
    </message>
    <message>
        <source>The smallest that has lost little: {model}, by {ground} ({speed} tok/s, {memory}).</source>
        <translation>El menor que ha perdido poco: {model}, por {ground} ({speed} tok/s, {memory}).</translation>
    </message>
    <message>
        <source>The smallest that cannot be told from it by what was measured: {model}, by {ground} ({speed} tok/s, {memory}).</source>
        <translation>El menor que no se distingue de él por lo medido: {model}, por {ground} ({speed} tok/s, {memory}).</translation>
    </message>
    <message>
        <source>The best of those that write as fast as people read: {model}, by {ground} ({speed} tok/s, {memory}).</source>
        <translation>El mejor de los que escriben tan rápido como se lee: {model}, por {ground} ({speed} tok/s, {memory}).</translation>
    </message>
    <message>
        <source>The best, though slow: {model}, by {ground} ({speed} tok/s, {memory}).</source>
        <translation>El mejor, aunque lento: {model}, por {ground} ({speed} tok/s, {memory}).</translation>
    </message>
    <message>
        <source>suites, {passed} passed</source>
        <translation>baterías, {passed} superadas</translation>
    </message>
    <message>
        <source>votes, {points} points</source>
        <translation>votos, {points} puntos</translation>
    </message>
    <message>
        <source>being the original</source>
        <translation>ser el original</translation>
    </message>
    <message>
        <source>what it has lost, KL divergence {lost}</source>
        <translation>lo que ha perdido, divergencia KL {lost}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Where models part: {token}</source>
        <translation>Donde los modelos divergen: {token}</translation>
    </message>
    <message>
        <source>Fields of the header</source>
        <translation>Campos de la cabecera</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>not valid</source>
        <translation>no es válido</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>se quita</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
</context>
<context>
    <name>WorkshopScreen</name>
    <message>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Pérdida</translation>
    </message>
    <message>
        <source>Quantise</source>
        <translation>Cuantizar</translation>
    </message>
    <message>
        <source>Tune</source>
        <translation>Afinar</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>Taller</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>How fast the models on this computer are, and what memory they take.</source>
        <translation>Lo rápidos que son los modelos de este equipo y la memoria que ocupan.</translation>
    </message>
    <message>
        <source>The fastest way to load a model on this computer, and what each setting is worth.</source>
        <translation>La forma más rápida de cargar un modelo en este ordenador, y lo que vale cada ajuste.</translation>
    </message>
    <message>
        <source>How well models foresee a text, and what a smaller one has lost against a larger one.</source>
        <translation>Lo bien que los modelos prevén un texto, y lo que uno menor ha perdido frente a uno mayor.</translation>
    </message>
    <message>
        <source>Make smaller files of a model, and see what each of them costs and loses.</source>
        <translation>Haz archivos menores de un modelo y mira lo que cuesta y pierde cada uno.</translation>
    </message>
    <message>
        <source>Change what the header of a model says, join its files, or split it into several.</source>
        <translation>Cambia lo que dice la cabecera de un modelo, une sus archivos o divídelo en varios.</translation>
    </message>
    <message>
        <source>Which of these models to use on this computer, as one page to share.</source>
        <translation>Cuál de estos modelos usar en este ordenador, en una página para compartir.</translation>
    </message>
</context>
</TS>
