// Small things kept on this device between visits, in localStorage: nothing throws where the browser refuses (it is full, or keeps
// nothing), for no such refusal may stop what the person is doing.

/** What is kept; undefined where there is nothing, or nothing can be read. */
export function readSmall(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps it, or forgets it where it is undefined; false where the browser refuses. */
export function keepSmall(name: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, text)
    return true
  } catch {
    return false
  }
}
