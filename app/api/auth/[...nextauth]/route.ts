import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/auth/auth-options.ts";
import { authRequest } from "#lib/auth/auth-request.ts";

async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const admitted = await authRequest(request, (await context.params).nextauth[0]);
  return admitted instanceof Response ? admitted : NextAuth(admitted, context, authOptions());
}

export { handle as GET, handle as POST };
