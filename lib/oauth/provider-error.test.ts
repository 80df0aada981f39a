import { expect, test } from "vitest";
import { reasonForError } from "./provider-error.ts";

test.each([
  ["AADSTS9010010: The resource parameter provided in the request doesn't match", "invalid_target"],
  ["AADSTS500011: The resource principal named x was not found in the tenant", "invalid_target"],
  ["AADSTS900144: The request body must contain the following parameter: 'scope'.", "scope_needed"],
  ["AADSTS70011: The provided value for the input parameter 'scope' is not valid", "invalid_scope"],
  ["AADSTS50011: The redirect URI specified in the request does not match", "redirect_uri_rejected"],
  ["AADSTS65001: The user or administrator has not consented to use the application", "consent_needed"],
  ["AADSTS90094: An administrator must grant permission", "consent_needed"],
  ["AADSTS50105: The signed in user is not assigned to a role", "access_denied"],
  ["AADSTS700016: Application was not found in the directory", "invalid_client"],
  ["AADSTS7000215: Invalid client secret provided.", "invalid_client"],
  ["AADSTS7000218: The request body must contain client_assertion or client_secret", "client_secret_needed"],
  ["AADSTS700082: The refresh token has expired due to inactivity.", "invalid_grant"],
])("Entra ID's own code counts for more than the error it comes under: %s", (text, reason) => {
  for (const error of ["invalid_request", "invalid_client", "access_denied", "server_error"])
    expect(reasonForError(error, text)).toBe(reason);
});

test("a code that is not known says nothing", () => {
  expect(reasonForError("invalid_grant", "AADSTS999999: new")).toBe("invalid_grant");
  expect(reasonForError("invalid_request", "AADSTS999999: new")).toBe("request_rejected");
});

test.each([
  ["redirect_uri_mismatch", undefined],
  ["invalid_request", "The redirect_uri is not registered for this client"],
  ["bad_request", "Redirect URI mismatch"],
  ["invalid_request", "redirect_uri parameter does not match any of the client's"],
])("a callback URL that the provider does not know: %s %s", (error, description) => {
  expect(reasonForError(error, description)).toBe("redirect_uri_rejected");
});

test.each([
  ["invalid_request", "Client not found"],
  ["bad_request", "unknown client_id"],
  ["unauthorized_client", undefined],
  ["incorrect_client_credentials", undefined],
])("a client that the provider has forgotten: %s %s", (error, description) => {
  expect(reasonForError(error, description)).toBe("invalid_client");
});

test.each(["interaction_required", "login_required"])("a sign-in that is needed again: %s", (error) => {
  expect(reasonForError(error, undefined)).toBe("invalid_grant");
});
