// What the shell says of itself: the state of the connection, on a line that is always there, and that a new version is ready.
import { useEffect, useSyncExternalStore } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { connectionNow, listenToBrowser, watchConnection, type Connection } from '../api/connection'
import { instantOf, sameDay, timeOf } from '../parts/instants'
import { keepForOffline } from './keep'
import { isNewVersionReady, takeNewVersion, watchNewVersion } from './update'

export function Notices() {
  const connection = useSyncExternalStore(watchConnection, connectionNow)
  useEffect(listenToBrowser, [])
  useFreshOnceBack(connection)
  return (
    <>
      <div className="ctac-connection" data-is={connection.is}>
        <div className="nhsuk-width-container">
          <p role="status" title={words(connection)}>{words(connection)}</p>
        </div>
      </div>
      <Update />
    </>
  )
}

/** Never by itself: somebody may be typing. */
function Update() {
  const ready = useSyncExternalStore(watchNewVersion, isNewVersionReady)
  return (
    <div role="status">
      {ready && (
        <div className="ctac-update">
          <p>A new version is ready.</p>
          <button type="button" className="nhsuk-button nhsuk-button--small" onClick={takeNewVersion}>Load it now</button>
        </div>
      )}
    </div>
  )
}

/** What was shown while the service was away is asked for anew once it is back; while all is well, what helps offline is kept. */
function useFreshOnceBack(connection: Connection) {
  const queries = useQueryClient()
  const online = connection.is === 'online'
  useEffect(() => {
    if (!online) return () => void queries.invalidateQueries()
    const later = setTimeout(() => void keepForOffline(), 15_000)
    return () => clearTimeout(later)
  }, [online, queries])
}

/** The state in words, each with what it means for whoever reads. */
export function words(connection: Connection): string {
  switch (connection.is) {
    case 'online':
      return 'Online'
    case 'reconnecting':
      return 'Reconnecting …'
    case 'offline': {
      const kept = connection.asOf === undefined ? 'What you see may be old' : `What you see is of ${at(connection.asOf)}`
      return `Offline since ${at(new Date(connection.since).toISOString())}. ${kept}`
    }
    case 'stale':
      return `The ledger is away: what you see is of ${at(connection.asOf)}`
  }
}

/** A time, with its day where that is not today. */
function at(instant: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return 'an earlier time'
  return sameDay(date, new Date()) ? timeOf(date) : instantOf(date)
}
