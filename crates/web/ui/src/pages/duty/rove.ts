// The keys of a grid: one element of it is in the order of Tab, arrow keys go to the others.
import { useRef, useState, type KeyboardEvent } from 'react'

export interface Place {
  row: number
  cell: number
}

/** Where a key leads among rows of so many cells; none: the key is not the grid's. */
export function next(key: string, at: Place, rows: number[], across: (from: Place, row: number) => number): Place | undefined {
  const last = (row: number) => (rows[row] ?? 1) - 1
  const up = (from: number, step: number): Place | undefined => {
    for (let row = from + step; row >= 0 && row < rows.length; row += step) {
      if (rows[row]! > 0) return { row, cell: Math.min(across(at, row), last(row)) }
    }
    return at
  }
  switch (key) {
    case 'ArrowRight': return { ...at, cell: Math.min(at.cell + 1, last(at.row)) }
    case 'ArrowLeft': return { ...at, cell: Math.max(at.cell - 1, 0) }
    case 'ArrowDown': return up(at.row, 1)
    case 'ArrowUp': return up(at.row, -1)
    case 'Home': return { ...at, cell: 0 }
    case 'End': return { ...at, cell: last(at.row) }
    default: return undefined
  }
}

/** For a grid whose cells hold one button each, marked `data-cell="row-cell"`. */
export function useRove(rows: number[], across: (from: Place, row: number) => number) {
  const grid = useRef<HTMLDivElement>(null)
  const [wanted, setPlace] = useState<Place>()
  const first = { row: Math.max(rows.findIndex((count) => count > 0), 0), cell: 0 }
  const place = wanted && wanted.cell < (rows[wanted.row] ?? 0) ? wanted : first
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const to = next(event.key, place, rows, across)
    if (!to) return
    event.preventDefault()
    setPlace(to)
    grid.current?.querySelector<HTMLElement>(`[data-cell="${to.row}-${to.cell}"]`)?.focus()
  }
  const cell = (row: number, at: number) => ({
    'data-cell': `${row}-${at}`, tabIndex: place.row === row && place.cell === at ? 0 : -1, onFocus: () => setPlace({ row, cell: at }),
  })
  return { grid, onKeyDown, cell }
}
