/** The import rules of docs/architecture.md, all of them errors. tests/architecture proves that each still fires. */
const TEST = "(^tests/|\\.test\\.tsx?$)";
const DOMAIN = "^lib/(?!platform/)([^/]+)/";
/** What a component may take from a domain at run time: shapes, words and server actions. Types may come from anywhere. */
const CLIENT_SURFACE = "/(schema|types|constants|labels|errors|actions|presets|transcript|effective-tools)\\.ts$";
/** What a page may take from a domain. */
const PAGE_SURFACE = "/(loaders|actions|schema|types|constants|labels|errors|transcript)\\.tsx?$";
const runtime = { dependencyTypesNot: ["type-only"] };

/** Layers, lowest first. A layer may import itself and anything below, never above. */
const LAYERS = [
  ["platform"],
  ["audit", "traces", "policy", "mcp", "oauth", "inspection"],
  ["orgs", "auth"],
  ["credentials"],
  ["connectors", "models"],
  ["connections"],
  ["approvals"],
  ["questions"],
  ["tool-calls"],
  ["research"],
  ["chat"],
];
const upward = LAYERS.slice(0, -1).map((layer, i) => ({
  name: `layers:${layer.join("+")}`,
  severity: "error",
  comment: "Domains import downwards only (docs/architecture.md).",
  from: { path: `^lib/(${layer.join("|")})/`, pathNot: TEST },
  to: {
    path: `^lib/(${LAYERS.slice(i + 1)
      .flat()
      .join("|")})/`,
  },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: "lib-never-ui", severity: "error", from: { path: "^lib/" }, to: { path: "^(app|components|server)/" } },
    { name: "components-never-app", severity: "error", from: { path: "^components/" }, to: { path: "^(app|server)/" } },
    {
      name: "ui-is-domain-agnostic",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^(components/(?!ui/)|lib/(?!platform/cn\\.ts$))" },
    },
    {
      name: "client-surface-only",
      severity: "error",
      comment: "Components see shapes, words and actions; never data or services.",
      from: { path: "^components/" },
      to: { path: DOMAIN, pathNot: CLIENT_SURFACE, ...runtime },
    },
    {
      name: "pages-through-loaders",
      severity: "error",
      from: { path: "^app/.*(page|layout|loading|error|not-found)\\.tsx$" },
      to: { path: DOMAIN, pathNot: PAGE_SURFACE, ...runtime },
    },
    {
      name: "routes-through-use-cases",
      severity: "error",
      from: { path: "^(app|server)/" },
      to: { path: "^lib/[^/]+/(data|mutations)(\\.ts$|/)" },
    },
    {
      name: "db-in-data-layer",
      severity: "error",
      from: {
        pathNot: ["^lib/platform/db/", "^lib/[^/]+/(data|mutations)(\\.ts$|/)", "^server/database/", "^bench/", TEST],
      },
      to: { path: "^lib/platform/db/", ...runtime },
    },
    {
      name: "data-layer-is-request-free",
      severity: "error",
      comment: "Only loaders, actions and lib/auth may touch the request.",
      from: {
        path: "^lib/",
        pathNot: ["/(loaders|actions)\\.ts$", "^lib/auth/", "^lib/platform/i18n/request\\.ts$", TEST],
      },
      to: { path: "(^|node_modules/)next/(headers|navigation|cache)" },
    },
    {
      name: "policy-is-pure",
      severity: "error",
      from: { path: "^lib/policy/", pathNot: TEST },
      to: { pathNot: ["^lib/policy/", "(^|node_modules/)zod"] },
    },
    {
      name: "inspection-is-pure",
      severity: "error",
      from: { path: "^lib/inspection/", pathNot: TEST },
      to: { pathNot: ["^lib/inspection/", "^lib/mcp/types\\.ts$", "(^|node_modules/)zod"] },
    },
    {
      name: "mcp-and-oauth-know-no-domain",
      severity: "error",
      from: { path: "^lib/(mcp|oauth)/", pathNot: TEST },
      to: { path: "^lib/(?!mcp/|oauth/|platform/)" },
    },
    {
      name: "mcp-and-oauth-never-touch-db",
      severity: "error",
      from: { path: "^lib/(mcp|oauth)/", pathNot: TEST },
      to: { path: "^lib/platform/db/" },
    },
    {
      name: "one-door-to-tools-call",
      severity: "error",
      comment: "Every tool call passes lib/tool-calls/execute.ts.",
      from: { pathNot: ["^lib/(mcp|tool-calls)/", TEST] },
      to: { path: "^lib/mcp/call-tool\\.ts$" },
    },
    {
      name: "secrets-open-in-one-place",
      severity: "error",
      from: { pathNot: ["^lib/credentials/", "^lib/platform/crypto/", "^server/", "^bench/", TEST] },
      to: { path: "^lib/platform/crypto/" },
    },
    {
      name: "sdk-behind-adapter",
      severity: "error",
      from: { pathNot: ["^lib/mcp/", "^(tests|scripts|bench)/"] },
      to: { path: "(^|node_modules/)@modelcontextprotocol/", ...runtime },
    },
    {
      name: "oauth-library-behind-engine",
      severity: "error",
      from: { pathNot: ["^lib/oauth/", "^tests/"] },
      to: { path: "(^|node_modules/)(openid-client|oauth4webapi)/", ...runtime },
    },
    {
      name: "outbound-http-in-one-place",
      severity: "error",
      from: { pathNot: ["^lib/platform/http/", "^server/http-server\\.ts$", "^(tests|scripts|bench)/"] },
      to: { path: "(^|node_modules/)undici/|^(node:)?https?$", ...runtime },
    },
    {
      name: "no-runtime-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "tests-stay-in-tests",
      severity: "error",
      from: { pathNot: [TEST, "^(scripts|bench)/"] },
      to: { path: "^tests/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|lib/platform/db/generated" },
    exclude: { path: "lib/platform/db/generated/(?!client)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
