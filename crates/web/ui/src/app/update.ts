// The service worker, and the flow of a new version: it is fetched by itself, said to be ready, and taken when somebody says so.

/** How often a page that stays open looks for a new version, ms. */
const LOOK_MS = 60 * 60_000

let waiting: ServiceWorker | undefined
let ready = false
const watchers = new Set<() => void>()

/** Registers the worker, where there are any: not while pages are served by the development server, which has none. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const first = navigator.serviceWorker.controller === null
  addEventListener('load', () => {
    navigator.serviceWorker.register('/app/sw.js', { scope: '/app/' }).then((it?: ServiceWorkerRegistration) => it && follow(it), () => undefined)
  })
  // Another tab took the new version: this one still runs the old, whose files are kept for it.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (reloading) location.reload()
    else if (!first) tell(undefined)
  })
}

let reloading = false

function follow(registration: ServiceWorkerRegistration) {
  const look = () => {
    const found = registration.waiting
    if (found && navigator.serviceWorker.controller) tell(found)
  }
  look()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look)
  })
  const ask = () => void registration.update().catch(() => undefined)
  setInterval(ask, LOOK_MS)
}

function tell(worker: ServiceWorker | undefined) {
  waiting = worker
  ready = true
  for (const watcher of watchers) watcher()
}

/** Whether a new version can be taken. */
export function isNewVersionReady(): boolean {
  return ready
}

/** Told when one is ready. */
export function watchNewVersion(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Takes it: this page is loaded anew. */
export function takeNewVersion(): void {
  if (!waiting) {
    location.reload()
    return
  }
  reloading = true
  waiting.postMessage('use-new-version')
}
