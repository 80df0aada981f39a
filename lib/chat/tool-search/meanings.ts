import { stem } from "./words.ts";

/**
 * Words for actions that mean the same in a request; the first stands for all. German and a few neighbours' languages
 * beside English, because people ask in their own and servers name their tools in English.
 */
const ACTIONS = `
list show all which browse enumerate overview display zeig zeige zeigen liste auflisten welche alle muestra lista listar todos montre affiche lister liste toutes tous elenca mostra quali
get read fetch open view retrieve detail look check inspect pull watch listen play see lies lese lesen hole holen offne offnen abrufen ansehen schau leer abre lire ouvre leggi apri
create add new make write insert append raise file start open register put compose record log schedule book plan arrange declare erstelle erstellen erstell anlegen lege leg neu neue neuen neues neuer hinzufugen fuge schreib schreibe eintragen trag trage plane crea crear anade agrega nueva nuevo cree creer ajoute nouveau nouvelle aggiungi nuovo
update change edit modify set adjust amend correct fix rename reschedule revise reduce increase raise correct andere andern bearbeite bearbeiten aktualisiere aktualisieren umbenennen cambia actualiza modifica modifie change aggiorna
delete remove erase drop trash discard kill wipe losche loschen entferne entfernen elimina borra supprime efface cancella rimuovi
search find locate query filter hunt lookup seek suche suchen finde finden such busca buscar encuentra cherche chercher trouve cerca trova
send post deliver write tell text notify schreib schreibe schreiben sende senden schick schicke schicken verschicke envia enviar manda envoie envoyer invia
reply answer respond antworte antworten beantworte responde reponds rispondi
forward pass weiterleiten leite reenvia transfere inoltra
assign reassign hand delegate give zuweisen weise zuteilen asigna assigne assegna
close finish resolve complete done end conclude schliess schliesse schliessen abschliessen erledige erledigt cierra ferme chiudi completa
reopen wiedereroffnen
archive archiviere archivieren archiva archiver
restore recover undelete undo unarchive wiederherstellen recupera
approve accept confirm authorize sign genehmige genehmigen bestatige aprueba approuve approva
reject decline deny refuse ablehnen lehne rechaza refuse rifiuta
cancel void abort withdraw stop storniere stornieren absagen sag kundige kundigen cancela annule annuler annulla
publish post live
refund reimburse erstatte erstatten reembolsa rembourse rimborsa
pay charge collect bezahle bezahlen zahl zahle paga paye
merge combine join zusammenfuhren fusiona
copy duplicate clone replicate kopiere kopieren dupliziere copia duplica
share grant access teile teilen freigeben gib comparte partage condividi
invite add einladen lade invita
upload attach import hochladen sube telecharge carica
download export save herunterladen exportiere exportieren descarga exporta scarica
run trigger execute launch kick rerun retry starte starten ausfuhren fuhre ejecuta lance esegui
stop halt end cancel stoppe stoppen pausiere pausieren anhalten deten arrete ferma
pause suspend halt pausiere
disable deactivate
enable activate
resume continue unpause aktiviere aktivieren reanuda reprends riprendi
acknowledge ack quittiere quittieren bestatige
mute snooze silence stummschalten silencia
comment annotate say kommentiere kommentieren comenta commente commenta
convert turn transform umwandeln
compare diff vergleiche vergleichen compara
count many number anzahl viele cuantos combien quanti
track follow monitor verfolge verfolgen
remind nudge chase erinnere erinnern recuerda rappelle
escalate raise
review
purge flush clear empty
fulfill ship shipped
move push drag shift relocate verschiebe verschieben deplace sposta mueve
set put mark flag
advance move stage
lock freeze sperre sperren bloquea
pin star favorite anheften
translate ubersetze ubersetzen
analyze summarize report auswerten analysiere analiza
deploy release ship promote rollout ausrollen
rollback revert undo zuruckrollen
`;

/** The same for things. A word may stand in several lines. */
const THINGS = `
issue bug ticket defect problem case fehler vorgang incidencia
task todo item aufgabe aufgaben tarea tache attivita
event meeting appointment invite call termin termine besprechung verabredung reunion cita rendez evento riunione
availability free busy slot freebusy verfugbar frei
calendar schedule agenda diary kalender calendario calendrier
mail email message inbox nachricht correo courriel
message chat dm note nachricht nachrichten mensaje mensajes messaggio
channel room group kanal canal canale
thread conversation discussion unterhaltung
reaction emoji thumb like
all everybody everyone alle
scheduled later tomorrow tonight
presence availability status busy away online
attendee participant guest invitee attend
summary recap digest abstract
satisfaction happy satisfied rating
status state progress
override swap substitute exchange replacement
annotation marker mark
block paragraph
storage space quota disk
request ask
activity call meeting
forecast projection prognosis predict
profit earning revenue profitable margin
dependency link blocked
variable env setting config
directory staff colleague
artifact output
artifact build
flaky unreliable
stage next
value cell
comment note remark feedback kommentar comentario commentaire
file document doc attachment datei dateien dokument archivo fichier
folder directory ordner verzeichnis carpeta dossier cartella
customer client account buyer kunde kunden cliente clientes client
contact person people address kontakt kontakte contacto
company organization account firm business firma unternehmen empresa entreprise azienda
invoice bill rechnung rechnungen factura facturas facture fattura
payment charge transaction transfer zahlung zahlungen pago paiement pagamento
balance saldo cash funds kontostand guthaben
subscription plan recurring abo abonnement suscripcion abbonamento
order purchase bestellung bestellungen pedido commande ordine
product item article goods produkt artikel producto produit prodotto
inventory stock bestand lager
discount coupon promotion voucher gutschein rabatt
user member person people colleague teammate seat benutzer nutzer mitglied usuario
employee staff worker colleague mitarbeiter empleado employe dipendente
leave vacation holiday absence off pto urlaub vacaciones conge ferie
candidate applicant bewerber candidato
job position vacancy opening role stelle
deal opportunity sale
lead prospect
pipeline workflow build ci action
deployment release rollout version
repository repo codebase project
branch fork
commit change revision
pull merge request pr prs mr mrs
review feedback
alert alarm notification page
incident outage downtime disruption page ausfall storung
log trace record
metric chart graph measurement
dashboard board
monitor check probe
page article wiki entry seite artikel pagina
sheet spreadsheet table tabelle worksheet
row record entry line zeile
column field attribute property spalte
database table base datenbank
form survey questionnaire poll umfrage formular encuesta
response submission answer reply antwort
campaign newsletter mailing blast kampagne
audience subscriber segment list recipient
template boilerplate vorlage plantilla
video clip recording movie
recording transcript minutes aufzeichnung
image picture photo screenshot bild bilder
board kanban
card sticky
label tag category etikett
milestone goal target
sprint iteration cycle
epic initiative
project projekt proyecto projet progetto
time hour minute worklog timesheet duration zeit stunden
expense cost receipt spending spesen ausgabe ausgaben gasto depense
budget spending
report analytics statistic summary bericht informe rapport
trip travel booking reservation reise viaje
flight plane flug
hotel room lodging accommodation
agreement contract envelope nda signature vertrag contrato contrat contratto
package parcel shipment delivery tracking paket sendung paquete
secret credential password key passwort
server machine instance vm host node
bucket storage object
domain dns record zone
function lambda
queue topic stream
song track music lied cancion
playlist mix
phone call dial anruf
sms text message
link url shortlink
webhook callback hook
rate price quote preis precio
tax vat steuer
weather forecast temperature wetter
flag toggle switch feature
experiment test variant
`;

/** What stands in something: who speaks of the one may mean the other. */
const CONTENTS = `
calendar event
inbox email
mailbox email
board card
survey response
form response
warehouse inventory
`;

/** What words weigh that mean the same: the usual one, others; then a word for an action, and one of a connector's name. */
const FIRST_WORD = 0.65;
const OTHER_WORDS = 0.4;
const ACTION_WORDS = 0.3;
const NAME_WORDS = 0.2;
/** What takes away. */
export const DELETE = stem("delete");
/** What an action weighs that is not named first. */
const LATER_ACTIONS = 0.6;
/** What people who only ask may want done. */
/** What an order without a verb that we know is rather for. */
const UNSAID = { [stem("create")]: 0.4, [stem("update")]: 0.2 };
const ASKED = { list: 0.8, get: 0.7, search: 0.5 };

const lines = (table: string): string[][] =>
  table
    .trim()
    .split("\n")
    .map((line) => [...new Set(line.split(" ").map(stem))]);

/** Which actions a word stands for, by the first of its lines. */
const actions = new Map<string, Set<string>>();
for (const line of lines(ACTIONS))
  for (const word of line) actions.set(word, (actions.get(word) ?? new Set()).add(line[0] ?? word));

/** Which words mean the same thing as a word, and how much each of them weighs for it. */
const others = new Map<string, Map<string, number>>();
for (const line of lines(THINGS))
  for (const word of line) {
    const known = others.get(word) ?? new Map<string, number>();
    for (const [i, other] of line.entries()) known.set(other, i === 0 ? FIRST_WORD : OTHER_WORDS);
    others.set(word, known);
  }

const contents = new Map(lines(CONTENTS).map(([whole = "", part = ""]) => [whole, part]));

/**
 * The words by which to look for what was asked (stems): its own, and with less weight those that mean the same.
 * @param names words that name a connector, which say little about which of its tools is meant
 */
export function meaningsOf(asked: readonly string[], names: ReadonlySet<string>): Map<string, number> {
  const weightOf = (word: string) => (names.has(word) ? NAME_WORDS : isOnlyAction(word) ? ACTION_WORDS : 1);
  const weights = new Map(asked.map((word) => [word, weightOf(word)]));
  for (const word of asked) {
    const own = names.has(word) ? NAME_WORDS : 1;
    for (const [other, weight] of others.get(word) ?? [])
      weights.set(other, Math.max(weights.get(other) ?? 0, weight * own));
    const part = contents.get(word);
    if (part) weights.set(part, Math.max(weights.get(part) ?? 0, OTHER_WORDS));
  }
  return weights;
}

function isOnlyAction(word: string): boolean {
  return actions.has(word) && !others.has(word);
}

/** Whether a word (a stem) is one of those that many tools are about. */
export function isCommon(word: string): boolean {
  return actions.has(word) || others.has(word);
}

/** Which actions a request (stems) names: what comes first is rather what one wants done. */
export function actionsAsked(words: readonly string[], request: string): Map<string, number> {
  const named = new Map<string, number>();
  for (const word of words) {
    const weight = named.size === 0 ? 1 : LATER_ACTIONS;
    for (const one of actions.get(word) ?? []) if (!named.has(one)) named.set(one, weight);
  }
  if (isQuestion(request))
    for (const [one, weight] of Object.entries(ASKED)) named.set(one, Math.max(named.get(one) ?? 0, weight));
  return named.size > 0 ? named : new Map(Object.entries(UNSAID));
}

/** Which actions the words (stems) of a tool's name stand for. */
export function actionsOf(words: readonly string[]): Set<string> {
  return new Set(words.flatMap((word) => [...(actions.get(word) ?? [])]));
}

const QUESTION =
  /^\s*(what|which|who|whose|where|when|why|how|is|are|do|does|did|has|have|am|was|were|welche|wer|wo|wann|wie|gibt|ist|hat|quel|quelle|combien|qui|cual|cuales|cuanto|quien|quale|chi)\b|\?\s*$/i;

/** Whether somebody wants to know something rather than to have it done. */
export function isQuestion(request: string): boolean {
  return QUESTION.test(request);
}
