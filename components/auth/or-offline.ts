/** Nothing came back from a server action: the connection failed, not the action. */
export type Offline = { ok: false; code: "offline"; fields?: undefined; id?: undefined };

/**
 * What a server action answers, or that nothing came back. Uncaught, a connection lost for a moment would take away the
 * page with everything typed into it. Anything else that is thrown, a redirect among it, stays thrown.
 */
export async function orOffline<T>(answer: Promise<T>): Promise<T | Offline> {
  try {
    return await answer;
  } catch (error) {
    // What fetch rejects with when there is no answer, in every browser.
    if (error instanceof TypeError) return { ok: false, code: "offline" };
    throw error;
  }
}
