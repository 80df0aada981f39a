import { phrases } from "./phrase-grammar.ts";
import type { Phrase } from "./phrases.ts";

/** The commonest forms in other languages, without accents as plain text is. */
export const OTHER_LANGUAGES: Phrase[] = [
  // German
  ...phrases(
    { code: "overrides_instructions" },
    `ignorier*|missacht*|vergiss|vergesst|vergessen|verwirf|umgeh* > vorherig*|bisherig*|vorig*|obig*|fruher*|vorangegangen*|vorstehend*|ursprunglich*|alle|deine|eure|ihre|sämtlich* > anweisung*|instruktion*|vorgaben|regeln|befehl*|prompt*|richtlinien|anordnung*`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `sag*|erzahl*|verrat*|erwahn*|informier*|benachrichtig*|teil*|zeig* > nutzer*|benutzer*|anwender*|person > nicht*|nie|davon|niemals|mit
     nutzer*|benutzer*|anwender* > darf|soll > nicht*|nie* > erfahr*|wiss*|merk*|seh*
     ohne > nutzer*|benutzer*|anwender* > informier*|wissen|fragen|erwahn*|zu fragen|bestatig*`,
  ),
  ...phrases(
    { code: "addresses_assistant" },
    `als > assistent*|ki|sprachmodell > musst|sollst|hast du|mussen sie|muss
     achtung|hinweis|anweisung*|nachricht > an|fur > assistent*|ki|ki assistent*|sprachmodell*|agent*`,
  ),
  ...phrases(
    { code: "sends_data_out" },
    `send*|schick*|ubermittl*|leit*|lad* > unterhaltung|gesprach*|passwort*|passworter|zugangsdaten|geheimnis*|verlauf|systemprompt|schlussel|daten > an|nach|zu|hoch > http*|@|adresse|server`,
  ),
  // French
  ...phrases(
    { code: "overrides_instructions" },
    `ignor*|oubli*|neglig*|contourn*|ne tiens pas compte|ne tenez pas compte > precedent*|anterieur*|ci dessus|toutes|tes|vos|initiales|originales > instruction*|consigne*|regle*|directive*|ordre*|prompt*
     ignor*|oubli*|ne tiens pas compte|ne tenez pas compte > instruction*|consigne*|regles|directives > precedent*|anterieur*|ci dessus|donnees|recues`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `ne > dis|dites|mentionne*|informe*|previen*|revele*|parle* > utilisateur
     sans > en informer|informer|prevenir|le dire|demander|avertir|mentionner > utilisateur`,
  ),
  ...phrases(
    { code: "addresses_assistant" },
    `en tant qu|en tant que > assistant|ia|modele|agent > tu dois|vous devez|tu doit|il faut
     attention|message|note|instruction*|consigne* > a l|pour l|pour les|aux > assistant*|ia|intelligence artificielle|agent*`,
  ),
  ...phrases(
    { code: "sends_data_out" },
    `envoi*|envoy*|transmet*|transfer*|telecharge* > conversation|mot de passe|mots de passe|identifiants|secret*|historique|donnees|cle*|prompt > http*|@|adresse|serveur`,
  ),
  // Spanish, Portuguese, Italian
  ...phrases(
    { code: "overrides_instructions" },
    `ignor*|olvid*|haz caso omiso|descart*|omit* > anterior*|previas|previos|todas|tus|sus|originales|instrucciones > instruccion*|regla*|ordenes|indicacion*|directric*|anterior*|previas
     ignor*|esquec*|desconsider* > anterior*|previas|todas|suas|acima|instrucoes > instruc*|regras|ordens|diretriz*|anterior*|previas
     ignor*|dimentic*|trascur* > precedent*|tutte|tue|sopra|istruzioni > istruzion*|regol*|ordini|direttiv*|precedent*`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `no > digas|menciones|informes|reveles|le digas|avises|cuentes|diga|mencione > usuario
     sin > avisar|informar|decirle|preguntar|decir|mencionar > usuario
     nao > diga|mencione|informe|revele|conte|avise > usuario
     sem > avisar|informar|perguntar|dizer > usuario
     non > dire|menzionare|informare|rivelare|avvisare > utente
     senza > dirlo|informare|avvisare|chiedere > utente`,
  ),
  ...phrases(
    { code: "addresses_assistant" },
    `como > asistente|ia|modelo|agente|assistente > debes|debe|tienes que|deves|deve|voce deve
     atencion|mensaje|nota|instruccion*|atencao|mensagem|attenzione|messaggio > para|al|a la|a|ao|per > asistente*|ia|agente*|modelo|assistente*`,
  ),
  ...phrases(
    { code: "sends_data_out" },
    `envi*|mand*|reenvi*|invi*|sub* > conversacion|contrasen*|credenciales|secretos|historial|datos|claves|conversa|senha*|segredos|dados|conversazione|password|segreti|dati > http*|@|servidor|server|direccion|endereco|indirizzo`,
  ),
  // Dutch, Polish, Turkish
  ...phrases(
    { code: "overrides_instructions" },
    `negeer*|vergeet > vorige|eerdere|bovenstaande|voorgaande|alle|je > instructie*|regels|opdracht*|aanwijzing*
     zignoruj*|ignoruj*|zapomnij > poprzedni*|wczesniejsz*|wszystkie|powyzsze > instrukcj*|polecen*|zasad*|wytyczn*
     onceki|yukaridaki|tum|butun > talimat*|yonerge*|kural*|komut* > yok say*|gormezden|unut*|dikkate alma*|goz ardi`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `vertel|zeg|meld|noem|informeer > niet*|niks|nooit > gebruiker*
     vertel|zeg|meld|informeer > gebruiker* > niet*|niks|nooit
     nie > mow|wspominaj|informuj|ujawniaj|powiadamiaj > uzytkownik*
     kullanici* > soyleme*|bildirme*|bahsetme*|haber verme*`,
  ),
  // Russian, Ukrainian
  ...phrases(
    { code: "overrides_instructions" },
    `игнорируй*|проигнорируй*|забудь*|не обращай внимания|отбрось*|ігноруй*|забудь > предыдущ*|прежн*|все|всё|прошл*|выше|свои|твои|попередн*|усі > инструкц*|указани*|правил*|команд*|промпт*|інструкц*|вказівк*`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `не > говори*|сообщай*|упоминай*|рассказывай*|показывай*|раскрывай*|повідомляй* > пользовател*|користувач*
     без > ведома|уведомления|согласия|подтверждения|разрешения > пользовател*`,
  ),
  ...phrases(
    { code: "addresses_assistant" },
    `как > ассистент|помощник|ии|языковая модель > ты должен|вы должны|ты обязан|должен
     внимание|сообщение|инструкци*|указание > для > ассистент*|ии|модели|помощник*|агент*`,
  ),
  ...phrases(
    { code: "sends_data_out" },
    `отправ*|перешли*|передай*|загрузи*|вышли* > переписк*|парол*|секрет*|истори*|данные|ключ*|разговор* > http*|@|адрес*|сервер*`,
  ),
  // Chinese, Japanese, Korean
  ...phrases(
    { code: "overrides_instructions", within: 24 },
    `忽略|无视|忘记|忽視|無視|不要理会|不要遵守 > 之前|以上|先前|所有|上述|前面|此前|一切|你的|原来|系统|以前 > 指令|指示|说明|提示|规则|規則|命令|要求
     以前の|これまでの|上記の|前の|すべての|全ての > 指示|命令|ルール|プロンプト|指令 > 無視|忘れ|従わない|破棄
     이전*|앞의|앞선|위의|모든|기존* > 지시*|명령*|지침*|규칙*|프롬프트* > 무시*|잊*|따르지`,
  ),
  ...phrases(
    { code: "keeps_from_user", within: 24 },
    `不要|请勿|不得|切勿|禁止 > 告诉|告知|提及|通知|透露|让 > 用户|使用者|任何人|人类
     别告诉|别让|不告诉 > 用户|使用者|任何人|人类
     ユーザー|利用者 > に|には|へ > 言わ|伝え|知らせ|教え|報告 > ない|ず|なく
     사용자* > 알리지|말하지|언급하지|보여주지|알려주지`,
  ),
  ...phrases(
    { code: "addresses_assistant", within: 24 },
    `作为|身为 > 助手|助理|人工智能|模型 > 必须|应该|需要|务必
     アシスタント|AI > として|は > しなければ|べき|必ず
     어시스턴트*|AI* > 반드시|해야`,
  ),
  ...phrases(
    { code: "sends_data_out", within: 40 },
    `发送|上传|转发|泄露|传送 > 对话|密码|聊天记录|凭据|密钥|用户数据|系统提示 > 到|至|给
     会話|パスワード|履歴|秘密|認証情報 > を > 送信|転送|アップロード
     대화*|비밀번호*|기록*|자격* > 보내*|전송*|업로드*`,
  ),
  // Arabic
  ...phrases(
    { code: "overrides_instructions" },
    `تجاهل*|انس|اهمل > السابقة|السابقه|جميع|كل|أعلاه > التعليمات|تعليمات|الأوامر|القواعد
     تجاهل*|انس > التعليمات|تعليمات|الأوامر|القواعد > السابقة|السابقه|أعلاه`,
  ),
  ...phrases({ code: "keeps_from_user" }, `لا > تخبر|تذكر|تبلغ|تعلم > المستخدم`),
];
