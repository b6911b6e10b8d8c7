/** A key for one wish of the user: sending it again with the same key does it once. Works without HTTPS, where `randomUUID` is missing. */
export function requestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
