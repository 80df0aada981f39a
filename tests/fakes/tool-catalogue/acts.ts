/** What can be done with a thing: how a server calls it, what it says of it and what it takes. */
export type Act = {
  verb: string;
  /** Of many things at once. */
  many?: true;
  /** Stands after the thing: "get invoice pdf". */
  after?: string;
  says: string;
  takes: "id" | "fields" | "nothing";
  with: string[];
  /** How many of the thing's own fields it takes besides its id. */
  more?: number;
  writes: boolean;
};

const reads = (verb: string, says: string, takes: Act["takes"], more: Partial<Act> = {}): Act => ({
  verb,
  says,
  takes,
  with: [],
  writes: false,
  ...more,
});
const writes = (verb: string, says: string, more: Partial<Act> = {}): Act => ({
  verb,
  says,
  takes: "id",
  with: [],
  writes: true,
  ...more,
});

const paging = ["limit", "cursor"];

export const ACTS: Record<string, Act> = {
  list: reads("list", "lists the {things} of the {where}, page by page", "nothing", { many: true, with: paging }),
  get: reads("get", "returns {thing} with all its details", "id"),
  search: reads("search", "finds {things} that match a text or a filter", "nothing", {
    many: true,
    with: ["query", ...paging],
  }),
  create: writes("create", "creates {thing} in the {where}", { takes: "fields" }),
  update: writes("update", "changes properties of {thing} that exists already", { more: 9 }),
  delete: writes("delete", "removes {thing} for good"),
  archive: writes("archive", "puts {thing} away without deleting it"),
  restore: writes("restore", "brings {thing} back that was archived or deleted"),
  close: writes("close", "marks {thing} as done so that it is not open any more", { with: ["reason"] }),
  reopen: writes("reopen", "opens {thing} again that had been closed"),
  complete: writes("complete", "marks {thing} as completed"),
  assign: writes("assign", "makes somebody responsible for {thing}", { with: ["assignee id"] }),
  comment: writes("add", "adds a comment to {thing}", { after: "comment", with: ["body"] }),
  comments: reads("list", "lists what people commented on {thing}", "id", { after: "comments", with: paging }),
  label: writes("add", "puts a label on {thing}", { after: "label", with: ["label"] }),
  unlabel: writes("remove", "takes a label off {thing}", { after: "label", with: ["label"] }),
  move: writes("move", "moves {thing} to another place", { with: ["target id"] }),
  copy: writes("duplicate", "makes a copy of {thing}", { with: ["target id"] }),
  share: writes("share", "gives other people access to {thing}", { with: ["email", "role"] }),
  unshare: writes("unshare", "takes somebody's access to {thing} away", { with: ["email"] }),
  invite: writes("invite", "invites somebody as {thing} of the {where}", { takes: "fields", with: ["email"] }),
  merge: writes("merge", "merges {thing} into its target", { with: ["method"] }),
  mergetwo: writes("merge", "joins two {things} that are the same into one", { many: true, with: ["into id"] }),
  review: writes("review", "submits a review of {thing}", { with: ["verdict", "body"] }),
  approve: writes("approve", "gives consent to {thing}", { with: ["note"] }),
  reject: writes("reject", "turns {thing} down", { with: ["note"] }),
  cancel: writes("cancel", "calls {thing} off before it is done", { with: ["reason"] }),
  refund: writes("refund", "pays the money of {thing} back, in whole or in part", { with: ["amount", "reason"] }),
  capture: writes("capture", "collects the money that was authorised for {thing}", { with: ["amount"] }),
  send: writes("send", "sends {thing} to its recipients", { takes: "fields" }),
  sendout: writes("send", "sends {thing} that exists already to its recipients", { with: ["recipients"] }),
  remind: writes("remind", "reminds people of {thing} that waits for them", { after: "recipients" }),
  reply: writes("reply", "answers {thing} in the same thread", { after: "message", with: ["body"] }),
  replyto: writes("reply", "answers {thing}", { after: "all", with: ["body"] }),
  forward: writes("forward", "passes {thing} on to other people", { with: ["to"] }),
  markread: writes("mark", "marks {thing} as read", { after: "read" }),
  snooze: writes("snooze", "hides {thing} until a later time", { with: ["until"] }),
  upload: writes("upload", "uploads {thing} to the {where}", { takes: "fields", with: ["content"] }),
  download: reads("download", "returns the content of {thing}", "id"),
  export: reads("export", "exports the {things} of the {where} as a file", "fields", { many: true, with: ["format"] }),
  import: writes("import", "imports {things} from a file", { takes: "nothing", many: true, with: ["file"] }),
  run: writes("run", "starts {thing} and returns the run", { with: ["parameters"] }),
  rerun: writes("rerun", "runs {thing} again", { with: ["from failed"] }),
  stop: writes("stop", "ends {thing} while it is running"),
  pause: writes("pause", "pauses {thing}"),
  resume: writes("resume", "lets {thing} that was paused go on"),
  enable: writes("enable", "switches {thing} on", { with: ["environment"] }),
  disable: writes("disable", "switches {thing} off", { with: ["environment"] }),
  publish: writes("publish", "makes {thing} public"),
  unpublish: writes("unpublish", "takes {thing} back from the public"),
  lock: writes("lock", "keeps everybody from changing {thing}"),
  pin: writes("pin", "pins {thing} to the top"),
  react: writes("add", "adds an emoji reaction to {thing}", { after: "reaction", with: ["emoji"] }),
  join: writes("join", "joins {thing}"),
  leave: writes("leave", "leaves {thing}"),
  topic: writes("set", "sets the topic of {thing}", { after: "topic", with: ["topic"] }),
  status: writes("set", "sets the status of {thing}", { after: "status", with: ["status"] }),
  addto: writes("add", "adds a member to {thing}", { after: "member", with: ["user id"] }),
  removefrom: writes("remove", "takes a member out of {thing}", { after: "member", with: ["user id"] }),
  members: reads("list", "lists who belongs to {thing}", "id", { after: "members", with: paging }),
  history: reads("get", "returns the earlier versions of {thing}", "id", { after: "history", with: paging }),
  stats: reads("get", "returns statistics of {thing}", "id", { after: "statistics", with: ["since", "until"] }),
  count: reads("count", "counts the {things} that match a filter", "nothing", { many: true, with: ["filter"] }),
  compare: reads("compare", "shows the differences between two {things}", "nothing", {
    many: true,
    with: ["base", "head"],
  }),
  query: reads("query", "runs a query over {things} and returns the rows", "nothing", { many: true, with: ["sql"] }),
  read: reads("read", "reads the values of {thing}", "fields"),
  write: writes("write", "writes values into {thing}", { takes: "fields", with: ["values"] }),
  append: writes("append", "adds values at the end of {thing}", { takes: "fields", with: ["values"] }),
  clear: writes("clear", "empties {thing}"),
  acknowledge: writes("acknowledge", "says that somebody has seen {thing} and is on it"),
  resolve: writes("resolve", "marks {thing} as resolved", { with: ["note"] }),
  escalate: writes("escalate", "raises {thing} to the next level", { with: ["policy id"] }),
  mute: writes("mute", "silences {thing} for a while", { with: ["until"] }),
  unmute: writes("unmute", "ends the silence of {thing}"),
  rollback: writes("rollback", "goes back from {thing} to the one before"),
  promote: writes("promote", "puts {thing} into production"),
  purge: writes("purge", "empties {thing} so that it is filled anew", { with: ["urls"] }),
  convert: writes("convert", "turns {thing} into something else", { with: ["into"] }),
  advance: writes("advance", "moves {thing} on to its next stage", { with: ["stage"] }),
  sign: writes("sign", "signs {thing}"),
  void: writes("void", "makes {thing} invalid without deleting it", { with: ["reason"] }),
  finalize: writes("finalize", "makes {thing} final so that it can be paid"),
  pay: writes("pay", "pays {thing}", { with: ["method"] }),
  pdf: reads("get", "returns {thing} as a PDF", "id", { after: "pdf" }),
  adjust: writes("adjust", "changes how much there is of {thing}", { with: ["quantity", "location"] }),
  fulfill: writes("fulfill", "marks {thing} as shipped", { with: ["tracking number", "carrier"] }),
  subscribe: writes("subscribe", "puts {thing} on a list", { with: ["email"] }),
  unsubscribe: writes("unsubscribe", "takes {thing} off a list", { with: ["email"] }),
  call: writes("make", "calls a phone number with {thing}", { takes: "fields", with: ["to", "from"] }),
  verify: reads("verify", "checks whether {thing} is valid", "fields"),
};
