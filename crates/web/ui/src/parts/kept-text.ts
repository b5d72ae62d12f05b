// What somebody types, kept on this device until it is accepted: a refusal, a lost connection or a closed page loses nothing.
import { useCallback, useEffect, useState } from 'react'

const PREFIX = 'ctac-draft/'
/** Characters of one draft: longer ones live in the page only. */
const LONGEST = 200_000

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps a text, or forgets it; a device that keeps nothing is no reason to fail. */
export function keepText(key: string, text: string): void {
  try {
    if (text === '' || text.length > LONGEST) localStorage.removeItem(PREFIX + key)
    else localStorage.setItem(PREFIX + key, text)
  } catch { /* the page still has it */ }
}

/** A text that is kept under a key with its person's id in it; without one yet, it is kept nowhere. */
export function useKeptText(key: string | undefined, initial: string): [string, (text: string) => void, () => void] {
  const [text, setText] = useState(() => (key && read(key)) ?? initial)
  useEffect(() => {
    const kept = key && read(key)
    if (kept !== undefined) setText((now) => (now === initial ? kept : now))
  }, [key, initial])
  const change = useCallback((next: string) => { setText(next); if (key) keepText(key, next) }, [key])
  const forget = useCallback(() => { setText(initial); if (key) keepText(key, '') }, [key, initial])
  return [text, change, forget]
}
