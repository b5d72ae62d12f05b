// What somebody types into a form, kept on this device for that person until it is sent: a page that is closed, a phone that goes
// flat, a refusal lose nothing.
import { useCallback, useState } from 'react'
import { useMe } from '../me'

/** Characters of the longest draft that is kept. */
export const LONGEST_DRAFT = 100_000

/** The draft of one form, for whoever is signed in: what is typed, how it changes, and what forgets it. */
export function useDraft<Typed extends object>(form: string, empty: () => Typed): [Typed, (change: Partial<Typed>) => void, () => void] {
  const person = useMe()?.person
  const key = person && `ctac.draft.${person}.${form}`
  const [typed, setTyped] = useState<{ key: string | undefined; value: Typed }>(() => ({ key, value: kept(key, empty) }))
  // Who is signed in is known a little later than the page is shown.
  if (typed.key !== key) setTyped({ key, value: kept(key, empty, typed.key === undefined ? typed.value : undefined) })
  const change = useCallback((part: Partial<Typed>) => {
    setTyped((before) => {
      const value = { ...before.value, ...part }
      keep(before.key, value)
      return { ...before, value }
    })
  }, [])
  const forget = useCallback(() => {
    if (key) localStorage.removeItem(key)
    setTyped({ key, value: empty() })
  }, [key, empty])
  return [typed.value, change, forget]
}

function kept<Typed extends object>(key: string | undefined, empty: () => Typed, typed?: Typed): Typed {
  try {
    const text = key && localStorage.getItem(key)
    const value: unknown = text ? JSON.parse(text) : undefined
    if (typeof value === 'object' && value !== null) return { ...empty(), ...value }
  } catch {
    // A browser that keeps nothing still shows the form.
  }
  return typed ?? empty()
}

function keep(key: string | undefined, value: object) {
  const text = JSON.stringify(value)
  if (!key || text.length > LONGEST_DRAFT) return
  try {
    localStorage.setItem(key, text)
  } catch {
    // Full, or not allowed: what is typed stays on the page.
  }
}
