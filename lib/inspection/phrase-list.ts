import { phrases } from "./phrase-grammar.ts";
import { OTHER_LANGUAGES } from "./phrase-languages.ts";
import type { Phrase } from "./phrases.ts";

const ENGLISH: Phrase[] = [
  ...phrases(
    { code: "overrides_instructions" },
    `ignore|ignoring|disregard*|forget|bypass|discard|overrule > previous|prior|above|earlier|preceding|foregoing|initial|original|your|the system|system prompt > instruction*|prompt|prompts|rules|guideline*|directive*|directions|training|safety|programming|constraints|restrictions|polic*|orders
     ignore|ignoring|disregard*|forget|bypass|discard > all|any|every|other|everything > instruction*|prompts|guideline*|directives|orders|you were told|you have been told|said before|before this|you know|that came before|user said|user asked
     override*|supersede*|replace* > your|previous|prior|earlier > instruction*|rules|guideline*|directive*|prompt|programming|safety
     do not|don t|dont|never|stop > follow*|obey*|comply*|listen* > previous|prior|earlier|above|your|user s|system|original > instruction*|rules|guideline*|prompt|request*|orders
     previous|above|all > instruction*|guidelines|directives|prompt > are|is|have been|no longer > void|cancel*|invalid|obsolete|revoked|superseded|overridden|null|outdated|apply|wrong
     new|updated|revised|real|actual|true|hidden|secret > instruction*|task|goal|objective|mission|directive* > for the|for you|for all > assistant*|ai|agent*|model|llm|language model
     your|the > new|real|actual|true > task|goal|objective|mission|instruction*|job|purpose > is to|is now|are to|are now|are as follows
     you are now|you re now > an|a|in|no longer|free|unrestricted|dan|acting|called > assistant|ai|agent|mode|bot|unrestricted|restrictions|dan|model|helper|anymore|admin*`,
  ),
  ...phrases(
    { code: "keeps_from_user" },
    `do not|don t|dont|never|must not|should not|shouldn t|avoid|without > tell*|mention*|inform*|reveal*|disclos*|notify*|alert*|warn*|let > user|users|human|operator
     user|human|person > must not|should not|does not need to|doesn t need to|need not|must never|should never|cannot > know*|see|be told|be informed|learn|be aware|find out|notice
     keep|remain|stay > this|it|secret|hidden|silent|quiet > from the user|from the human|secret from|hidden from
     do this|do it|do so|act|proceed|continue|execute|run|call|send > silently|secretly|covertly|quietly|stealthily|in secret|in the background without|without the user s knowledge|without the user knowing|without mentioning`,
  ),
  ...phrases(
    { code: "avoids_approval" },
    `do not|don t|dont|never|without|no need to|skip|bypass|avoid > ask*|request*|wait*|seek*|get|getting|need*|requir* > confirm*|permission|approv*|consent > user|human|person|from the|again|just|simply|and
     do not|don t|dont|never|without > ask*|consult*|check* > user|human > permission|confirm*|approv*|first|consent|before|and
     user|human|owner|administrator|admin > has|have > already|in advance|pre > approved|authorized|authorised|consented|confirmed|allowed|agreed > this|all|every|action*|call*|request*|you|to|everything
     pre|already > approved|authorized|authorised > by the > user|owner|admin*|system|security > so|proceed|no|call|do not|without|you
     approve|confirm|accept|allow > on the user s behalf|on behalf of the user|for the user|automatically without|it yourself|the call yourself`,
  ),
  ...phrases(
    { code: "poses_as_system" },
    `system|admin|administrator|developer|security > override|message|notice|alert|directive|instruction*|update|mode|note|command > assistant|ai|agent|llm|model|you must|you should|you are|you have|ignore|call the|call|invoke|send|enabled|activated|comply
     important|urgent|attention|critical|mandatory|priority > message|note|notice|instruction*|to|all|for > to|the|for|all > ai|assistant*|agent*|llm*|language model*|model
     this is|message from|notice from|instruction from|on behalf of > anthropic|openai|google deepmind|your developer*|your creator*|the developer*|the system|the administrator|patchbay > you|instruct*|must|call|please|require*|speaking|ask*`,
  ),
  ...phrases(
    { code: "addresses_assistant" },
    `as the|as an|as a|as your > assistant|ai|language model|llm|agent > you must|you should|you need|you have to|you are required|you will|please|it is your
     dear|attention|hey|hello|note to|note for|instructions for|instruction for|message to|message for|reminder to|reminder for|begin instructions > assistant*|ai|ais|llm|llms|agent*|language model*|claude|chatgpt|gpt|gemini|copilot|chatbot > call|invoke|send|use|must|please|you|ignore|forward|run|execute|fetch|open|read|do not|when|if|before|reply
     if you are|if you re|when you are|since you are > an|a|the > ai|llm|language model|assistant|automated > call|invoke|send|use|must|please|you|ignore|forward|run|execute|fetch|open|read|do not|say|include|reply|reading|summari*|processing`,
  ),
  ...phrases(
    { code: "addresses_assistant", places: ["result"] },
    `assistant|ai agent|ai assistant|ai model|language model|llm|chatgpt|chatbot > must|should|shall|has to|needs to|is required to|will now|please|now > call*|invoke*|send*|forward*|execute*|transfer*|delete*|upload*|exfiltrat*|email*|post|run|fetch|open|reply with|respond with|include
     you must|you have to|you need to|you are required to|you should|please|now|then|next|immediately|first > call|invoke|run|use|execute > the > tool|function > with|to|and|named|called|immediately|now|using|on`,
  ),
  ...phrases(
    { code: "reaches_for_secrets", places: ["definition"] },
    `read*|open*|load*|include*|fetch*|get|access*|cat|contents|content|pass*|copy|send*|attach*|provide*|put > ssh|id rsa|id ed25519|env file|dotenv|aws credentials|mcp json|etc passwd|etc shadow|private key*|wallet|seed phrase|keychain|browser history|cookies|system prompt|chat history|conversation history|entire conversation|full conversation|whole conversation|previous messages|other tools|other connectors|environment variables`,
  ),
  ...phrases(
    { code: "sends_data_out" },
    `send*|forward*|upload*|leak*|exfiltrat*|transmit*|email|mail|post|submit|copy|report > conversation|chat history|chat log|system prompt|previous messages|message history|everything|all files|all messages|all emails|all data|confidential|private|password*|credential*|secrets|ssh key*|env file|environment variables|user s|users data|personal data|api keys|your context|your instructions|the results of > http*|url|@|webhook|endpoint|server|attacker|address|to the following|our|my
     append*|include*|encode*|embed*|insert*|put|add|replace*|fill*|attach*|pass > conversation|chat history|system prompt|previous messages|user s|summary of|everything|secrets|credential*|password*|api key*|token|the answer|your answer|data|context > url|query|link|image|parameter|query string|fragment|subdomain|domain|path|address
     render*|display*|show|output|load|embed|fetch|visit|open|click > image|link|picture|url|pixel|following > with the > conversation|data|summary|secret*|history|user s|context|password*|token*|content*|message*`,
  ),
];

/** Everything that is looked for in words. */
export const PHRASES: Phrase[] = [...ENGLISH, ...OTHER_LANGUAGES];
