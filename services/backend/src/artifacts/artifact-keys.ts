/** Where raw uploads lie until they are confirmed. */
export const uploadKeyOf = (artifactId: string) => `uploads/${artifactId}`;

/** Where confirmed content lies: by its SHA-256, so once however often it is uploaded. */
export const contentKeyOf = (digest: string) => `artifacts/sha256/${digest}`;
