/**
 * Canonical standard base64 only: null for the URL alphabet, spaces, missing padding, stray bits in the last digit, all of which
 * `Buffer.from` forgives. One value, one spelling: otherwise a changed file could still carry a valid signature (M23).
 */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
