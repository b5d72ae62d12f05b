// Marks the page that shows it as an exercise's: a band across its top.
import { useEffect } from 'react'

let shown = 0
const watchers = new Set<() => void>()

/** Shown by a page that is about an exercise, for as long as it is. */
export function Exercise() {
  useEffect(() => {
    change(1)
    return () => change(-1)
  }, [])
  return null
}

/** For the shell: told when the page becomes an exercise's, or stops being one. */
export function watchExercise(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** For the shell: whether the page shown is an exercise's. */
export function isExercise(): boolean {
  return shown > 0
}

function change(by: number) {
  shown += by
  for (const watcher of watchers) watcher()
}
