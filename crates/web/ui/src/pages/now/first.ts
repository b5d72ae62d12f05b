// What waits for whoever is signed in, as one list: what is worst and oldest first when the page opens, in its place after.
import { useEffect, useRef, useState } from 'react'
import { keepPlaces, mayMove } from './kept'

export interface Item<Of> {
  id: string
  of: Of
}

/** When somebody last touched the page, in milliseconds since 1970. */
function useTouched() {
  const touched = useRef(0)
  useEffect(() => {
    const touch = () => { touched.current = Date.now() }
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'touchmove'] as const
    for (const kind of kinds) addEventListener(kind, touch, { passive: true })
    return () => { for (const kind of kinds) removeEventListener(kind, touch) }
  }, [])
  return touched
}

/**
 * The items in the places they have had since the page was opened, and those that wait to be shown. What was shown stays
 * shown as it last was, until the page is left: nothing vanishes under a finger.
 */
export function useKept<Of>(items: Item<Of>[], loaded: boolean): { shown: Item<Of>[]; waiting: Item<Of>[]; show: () => void } {
  const [places, setPlaces] = useState<string[]>()
  const last = useRef(new Map<string, Item<Of>>())
  const touched = useTouched()
  for (const item of items) last.current.set(item.id, item)
  const ids = items.map((item) => item.id)
  const key = ids.join(' ')
  useEffect(() => {
    if (!loaded) return
    const all = key === '' ? [] : key.split(' ')
    const admit = () => {
      const may = document.hidden || mayMove(Date.now(), touched.current)
      if (may) setPlaces((shown) => keepPlaces(shown ?? [], all))
      return may
    }
    if (admit()) return
    const again = setInterval(() => { if (admit()) clearInterval(again) }, 1_000)
    return () => clearInterval(again)
  }, [key, loaded, touched])
  const known = new Set(places)
  const waiting = places ? items.filter((item) => !known.has(item.id)) : []
  // The first time there is nothing to move.
  const shown = places ? places.flatMap((id) => last.current.get(id) ?? []) : items
  return { shown, waiting, show: () => setPlaces(keepPlaces(places ?? [], ids)) }
}
