/** Longest URL or identifier taken from a provider's document, in characters. */
export const MAX_URL_LENGTH = 2_048;

/** Longest access token, refresh token or client secret that is stored and sent, in characters. */
export const MAX_TOKEN_LENGTH = 16_384;

/** Scopes taken from one document, and the longest one. More would not fit into an authorization URL. */
export const MAX_SCOPES = 200;
export const MAX_SCOPE_LENGTH = 256;

/** The part of a `WWW-Authenticate` header that is read, in characters. */
export const MAX_CHALLENGE_LENGTH = 16_384;

/** What a provider says about an error is cut to this, in characters. */
export const MAX_DETAIL_LENGTH = 300;

/** Same-origin redirects followed while a metadata document is fetched. */
export const MAX_METADATA_REDIRECTS = 3;

/** A lifetime beyond this is taken as this, in seconds (ten years): what follows must be a valid date. */
export const MAX_EXPIRES_IN_S = 315_360_000;

/** Extra parameters of an owner: how many, and the longest value, in characters. */
export const MAX_EXTRA_PARAMETERS = 10;
export const MAX_PARAMETER_LENGTH = 512;

/** Longest private key taken from an owner, in characters, and the shortest RSA modulus (RFC 7518 §3.3), in bits. */
export const MAX_PRIVATE_KEY_LENGTH = 16_384;
export const MIN_RSA_BITS = 2_048;

/** Authorization servers of one resource that are tried, in the order it names them. */
export const MAX_AUTHORIZATION_SERVERS = 5;
