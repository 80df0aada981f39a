/** How good or bad the news is. */
export type Tone = "neutral" | "accent" | "success" | "warning" | "danger" | "info";

/** Text and ground of each tone. */
export const TONES: Record<Tone, string> = {
  neutral: "bg-hover text-muted",
  accent: "bg-accent-tint text-accent-text",
  success: "bg-success-tint text-success",
  warning: "bg-warning-tint text-warning",
  danger: "bg-danger-tint text-danger",
  info: "bg-info-tint text-info",
};
