/** Entries of the trail read at once. */
export const AUDIT_PAGE_SIZE = 100;
