"use client";

import { createContext } from "react";
import { type ConnectCode, isConnectCode } from "#lib/connections/errors.ts";

/** Whether a sign-in leads away from the page, or opens a window beside it that the page can wait for. */
export const ConnectWayContext = createContext<"page" | "window">("page");

/** How a sign-in ended, as its window tells the pages it was opened from. */
export type ConnectNews = { connectorId: string; code: "connected" | ConnectCode };

const CHANNEL = "patchbay-connect";
const SIZE = { width: 520, height: 720 };

/**
 * Opens a provider's page in a window of its own; to be called in a click. Nothing is expected of the window's handle:
 * our pages and many providers' share no window with each other.
 * @returns false where the browser does not let us
 */
export function openConnectWindow(url: string): boolean {
  const left = Math.max(0, window.screenX + (window.outerWidth - SIZE.width) / 2);
  const top = Math.max(0, window.screenY + (window.outerHeight - SIZE.height) / 3);
  return window.open(url, CHANNEL, `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`) !== null;
}

/** Tells all pages of ours in this browser how a sign-in ended. */
export function tellConnectNews(news: ConnectNews): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(news);
  channel.close();
}

/** @returns ends the subscription */
export function onConnectNews(handler: (news: ConnectNews) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Partial<ConnectNews> | null>) => {
    const { connectorId, code } = data ?? {};
    if (typeof connectorId === "string" && (code === "connected" || (code !== undefined && isConnectCode(code))))
      handler({ connectorId, code });
  };
  return () => channel.close();
}
