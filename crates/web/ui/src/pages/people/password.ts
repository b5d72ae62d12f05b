// A first password that somebody is told once: drawn here, long enough, of letters and digits that nobody confuses.

/** No `l`, `1`, `o`, `0`, `i`: read out over a telephone. 31 of them: 16 are 79 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
/** Bytes from here on are thrown away, so that each letter is as likely as any other. */
const fair = 256 - (256 % letters.length)

/** `xxxx-xxxx-xxxx-xxxx`, each letter drawn evenly. */
export function drawPassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  let drawn = ''
  while (drawn.length < 16) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < fair && drawn.length < 16) drawn += letters[byte % letters.length]
    }
  }
  return drawn.replace(/(.{4})(?=.)/g, '$1-')
}
