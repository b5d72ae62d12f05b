// Nothing marked TLP:RED is kept for reading offline: it is for the eyes of those named, not for a device's disk. A function of what it
// is given; `worker.ts` does the rest.

const isRed = (marking: unknown): boolean => typeof marking === 'string' && /^(tlp:)?red$/i.test(marking)

/** Whether something says of itself that it is RED. */
function saysRed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { tlp, marking } = value as { tlp?: unknown; marking?: unknown }
  return isRed(tlp) || isRed(marking)
}

/** A text's head says so: `tlp: RED`, as runbooks are written. */
const redHead = (text: string): boolean => /^---\n(?:(?!---\n)[^\n]*\n)*?tlp:[ "']*(TLP:)?RED\b/i.test(text)

/** What may be kept of an answer: of a list all that is not RED, of anything else all or nothing (undefined). */
export function withoutRed(text: string, type: string): string | undefined {
  if (!type.includes('json')) return redHead(text) ? undefined : text
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  if (saysRed(answer)) return undefined
  const { items } = (answer ?? {}) as { items?: unknown }
  if (!Array.isArray(items) || !items.some(saysRed)) return text
  return JSON.stringify({ ...(answer as object), items: items.filter((it) => !saysRed(it)) })
}
