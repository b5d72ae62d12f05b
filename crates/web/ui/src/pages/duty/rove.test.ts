// Where the arrow keys lead in a grid, also past rows that are empty and beyond its edges.
import { expect, it } from 'vitest'
import { next } from './rove'

const rows = [3, 0, 2]
const go = (key: string, row: number, cell: number) => next(key, { row, cell }, rows, (from) => from.cell)

it('goes to the side and stays at the edge', () => {
  expect([go('ArrowRight', 0, 0), go('ArrowRight', 0, 2), go('ArrowLeft', 0, 0)]).toEqual([{ row: 0, cell: 1 }, { row: 0, cell: 2 }, { row: 0, cell: 0 }])
})

it('goes up and down past a row with nothing in it, and no further than there is', () => {
  expect([go('ArrowDown', 0, 2), go('ArrowUp', 2, 1), go('ArrowDown', 2, 1)]).toEqual([{ row: 2, cell: 1 }, { row: 0, cell: 1 }, { row: 2, cell: 1 }])
})

it('goes to the ends of a row, and leaves other keys alone', () => {
  expect([go('End', 0, 0), go('Home', 2, 1), go('Enter', 0, 0), go('a', 0, 0)]).toEqual([{ row: 0, cell: 2 }, { row: 2, cell: 0 }, undefined, undefined])
})
