import { stem } from "./words.ts";

/**
 * Words for actions that mean the same in a request; the first stands for all. German and a few neighbours' languages
 * beside English, because people ask in their own and servers name their tools in English.
 */
const ACTIONS = `
list show all which browse enumerate overview display zeig zeige zeigen liste auflisten welche alle muestra lista listar todos montre affiche lister liste toutes tous elenca mostra quali
get read fetch open view retrieve detail look check inspect pull lies lese lesen hole holen offne offnen abrufen ansehen schau leer abre lire ouvre leggi apri
create add new make write insert raise file start register put draft compose record log schedule book plan erstelle erstellen erstell anlegen lege leg neu neue neuen neues neuer hinzufugen fuge schreib schreibe eintragen trag trage plane crea crear anade agrega nueva nuevo cree creer ajoute nouveau nouvelle aggiungi nuovo
update change edit modify adjust amend correct fix rename move reschedule revise andere andern bearbeite bearbeiten aktualisiere aktualisieren verschiebe verschieben umbenennen cambia actualiza modifica modifie change deplace aggiorna
delete remove erase drop trash discard kill wipe losche loschen entferne entfernen elimina borra supprime efface cancella rimuovi
search find locate query hunt lookup seek suche suchen finde finden such busca buscar encuentra cherche chercher trouve cerca trova
send post deliver mail message sende senden schick schicke schicken verschicke envia enviar manda envoie envoyer invia
reply answer respond antworte antworten beantworte responde reponds rispondi
forward weiterleiten leite reenvia transfere inoltra
assign reassign hand delegate give zuweisen weise zuteilen asigna assigne assegna
close finish resolve complete done end conclude schliess schliesse schliessen abschliessen erledige erledigt cierra ferme chiudi completa
reopen wiedereroffnen
archive archiviere archivieren archiva archiver
restore recover undelete undo unarchive wiederherstellen recupera
approve accept confirm authorize sign genehmige genehmigen bestatige aprueba approuve approva
reject decline deny refuse ablehnen lehne rechaza refuse rifiuta
cancel void call abort withdraw storniere stornieren absagen sag kundige kundigen cancela annule annuler annulla
refund reimburse erstatte erstatten reembolsa rembourse rimborsa
pay charge collect bezahle bezahlen zahl zahle paga paye
merge combine join zusammenfuhren fusiona
copy duplicate clone replicate kopiere kopieren dupliziere copia duplica
share publish grant teile teilen freigeben gib comparte partage condividi
invite einladen lade invita
upload attach import hochladen sube telecharge carica
download export save herunterladen exportiere exportieren descarga exporta scarica
run trigger execute launch kick rerun retry starte starten ausfuhren fuhre ejecuta lance esegui
stop pause halt disable suspend deactivate turn off stoppe stoppen pausiere pausieren anhalten deten arrete ferma
resume enable activate continue unpause aktiviere aktivieren reanuda reprends riprendi
acknowledge ack quittiere quittieren bestatige
mute snooze silence stummschalten silencia
comment annotate kommentiere kommentieren comenta commente commenta
convert turn transform umwandeln
compare diff vergleiche vergleichen compara
count many number anzahl viele cuantos combien quanti
track follow watch monitor verfolge
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
pull merge request pr mr
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
time hour worklog timesheet duration zeit stunden
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

const OTHER_WORDS = 0.5;

type Lines = string[][];
const lines = (table: string): Lines =>
  table
    .trim()
    .split("\n")
    .map((line) => [...new Set(line.split(" ").map(stem))]);

const actions = lines(ACTIONS);
const things = lines(THINGS);

/** For each word, the others of its lines. */
const others = new Map<string, Set<string>>();
for (const line of [...actions, ...things])
  for (const word of line) {
    const known = others.get(word) ?? new Set();
    for (const other of line) if (other !== word) known.add(other);
    others.set(word, known);
  }

const actionOf = new Map<string, Set<string>>();
for (const line of actions)
  for (const word of line) actionOf.set(word, (actionOf.get(word) ?? new Set()).add(line[0] ?? word));

/** The words by which to look for what was asked (stems): its own, and with less weight those that mean the same. */
export function meaningsOf(asked: readonly string[]): Map<string, number> {
  const weights = new Map(asked.map((word) => [word, 1]));
  for (const word of asked)
    for (const other of others.get(word) ?? []) weights.set(other, Math.max(weights.get(other) ?? 0, OTHER_WORDS));
  return weights;
}

/** Which actions these words (stems) name. */
export function actionsOf(words: readonly string[]): Set<string> {
  return new Set(words.flatMap((word) => [...(actionOf.get(word) ?? [])]));
}
