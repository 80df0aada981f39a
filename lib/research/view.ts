import type { ResearchNews, ResearchState, ResearchView } from "./types.ts";

/** States in which nothing of an investigation moves any more; a report can still be asked for. */
const OVER: ReadonlySet<ResearchState> = new Set(["finished", "stopped", "declined", "failed"]);

function isOver(state: ResearchState): boolean {
  return OVER.has(state);
}

/** An investigation of which nothing is known but its question. */
function asked(id: string, question: string): ResearchView {
  return {
    id,
    question,
    state: "planning",
    reason: null,
    plan: null,
    planHash: null,
    expiresAt: null,
    startedAt: null,
    endedAt: null,
    findings: [],
    answered: [],
    gone: [],
    tokens: 0,
    refused: 0,
    endedBy: null,
    report: null,
  };
}

/** Continues what is known of an investigation by one piece of news. Pure. */
export function foldNews(before: ResearchView | null, news: ResearchNews, at: string): ResearchView {
  const view = before ?? asked(news.researchId, "");
  switch (news.news) {
    case "asked":
      return asked(news.researchId, news.question);
    case "planned": {
      const { plan, planHash, expiresAt } = news;
      return { ...view, state: "proposed", plan, planHash, expiresAt };
    }
    case "unplanned":
      return { ...view, state: "failed", reason: news.reason, endedAt: at };
    case "declined":
      return { ...view, state: "declined", reason: news.reason, endedAt: at };
    case "started":
      return { ...view, state: "working", plan: news.plan, planHash: news.planHash, startedAt: at };
    case "progress":
      return {
        ...view,
        findings: [...view.findings, ...news.findings],
        answered: [...new Set([...view.answered, ...news.answered])],
        gone: news.gone,
        tokens: view.tokens + news.tokens,
        refused: view.refused + news.refused,
      };
    case "writing":
      return { ...view, state: "writing", endedBy: news.endedBy, endedAt: view.endedAt ?? at };
    case "reported":
      return { ...view, state: "finished", report: news.report, tokens: view.tokens + news.tokens };
  }
}

/** What becomes of an investigation whose run was stopped or failed in the middle. */
export function endedEarly(view: ResearchView, state: "stopped" | "failed", at: string): ResearchView {
  return isOver(view.state) ? view : { ...view, state, endedAt: view.endedAt ?? at };
}
