/** True in the long form of the suites (`npm run soak`), where counts are the full ones of the issues. */
export const IS_SOAK = process.env.PATCHBAY_SOAK === "1";
