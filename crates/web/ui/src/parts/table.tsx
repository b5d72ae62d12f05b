// A table that is a table on a laptop and a list of labelled values on a phone; wide ones scroll inside themselves.
import type { ReactNode } from 'react'

export interface Column<Row> {
  head: string
  /** What stands in a row's cell. */
  cell: (row: Row) => ReactNode
  numeric?: boolean
}

interface Props<Row> {
  /** What the table holds, for those who cannot see where it stands. */
  caption: string
  captionHidden?: boolean
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Said in place of a table without rows. */
  empty: string
}

export function Table<Row>({ caption, captionHidden, columns, rows, rowKey, empty }: Props<Row>) {
  if (rows.length === 0) return <p className="ctac-empty">{empty}</p>
  return (
    <table className="nhsuk-table-responsive ctac-table" role="table">
      <caption className={captionHidden ? 'nhsuk-u-visually-hidden' : 'nhsuk-table__caption'}>{caption}</caption>
      <thead className="nhsuk-table__head" role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.head} role="columnheader" scope="col" className={column.numeric ? 'nhsuk-table__header--numeric' : undefined}>{column.head}</th>
          ))}
        </tr>
      </thead>
      <tbody className="nhsuk-table__body" role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" className="nhsuk-table__row">
            {columns.map((column) => (
              <td key={column.head} role="cell" className={column.numeric ? 'nhsuk-table__cell nhsuk-table__cell--numeric' : 'nhsuk-table__cell'}>
                <span className="nhsuk-table-responsive__heading" aria-hidden="true">{column.head} </span>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
