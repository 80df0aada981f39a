/** Under which a connection's MCP session is kept: organization, person and account, so that none is ever shared. */
export function poolKey(orgId: string, userId: string, connectionId: string): string {
  return [orgId, userId, connectionId].join("/");
}
