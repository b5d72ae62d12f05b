// What is being written and not yet saved, kept on this device for each person: a page that is left loses nothing.
import { useEffect, useState } from 'react'
import { useMe } from '../../me'

/** How long a draft waits after the last key before it is kept. */
const REST_MS = 200

function kept<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** A value that is kept while it differs from what it began as; how to change it, and how to forget it. */
export function useDraft<T>(name: string, initial: T): [value: T, change: (value: T) => void, clear: () => void, restored: boolean] {
  const person = useMe()?.person
  const key = `ctac-draft-${person ?? ''}-${name}`
  const [value, setValue] = useState<T>()
  const found = value === undefined && person ? kept<T>(key) : undefined
  useEffect(() => {
    if (value === undefined || !person) return
    const timer = setTimeout(() => {
      try {
        localStorage.setItem(key, JSON.stringify(value))
      } catch {
        // A device that keeps nothing: the page still holds it.
      }
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [key, value, person])
  const clear = () => {
    localStorage.removeItem(key)
    setValue(undefined)
  }
  return [value ?? found ?? initial, setValue, clear, found !== undefined]
}
