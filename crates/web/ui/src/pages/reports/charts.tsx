// Charts as our own SVG: drawn from the figures of the table beside them, which says the same to who cannot see them.
import { useId } from 'react'
import { lengthOf } from '../../parts/instants'
import { axisEnd, monthName, placeOn, type Month } from './figures'

const W = 640
const H = 220
const LEFT = 112
const BOTTOM = 32

/** Median as a filled bar, p90 as an outlined one behind it: told apart by form, not by colour alone. */
export function ResponseChart({ months }: { months: Month[] }) {
  const id = useId()
  const end = axisEnd(Math.max(1, ...months.map((it) => it.p90 ?? 0)))
  const step = (W - LEFT) / Math.max(1, months.length)
  const y = (seconds: number) => (H - BOTTOM) * (1 - seconds / end) + 8
  const wide = Math.min(48, step * 0.6)
  return (
    <svg className="ctac-rb-chart" viewBox={`0 0 ${W} ${H + 8}`} role="img" aria-labelledby={id}>
      <title id={id}>Seconds until a page was acknowledged, by month: the table below has the figures</title>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line className="ctac-rb-chart__grid" x1={LEFT} x2={W} y1={y(end * share)} y2={y(end * share)} />
          <text className="ctac-rb-chart__text" x={LEFT - 8} y={y(end * share) + 5} textAnchor="end">{lengthOf(end * share * 1_000)}</text>
        </g>
      ))}
      {months.map((it, at) => {
        const middle = LEFT + step * (at + 0.5)
        return (
          <g key={it.month}>
            {it.p90 !== undefined && <rect className="ctac-rb-chart__p90" x={middle - wide / 2} width={wide} y={y(it.p90)} height={Math.max(1, y(0) - y(it.p90))} />}
            {it.median !== undefined && <rect className="ctac-rb-chart__median" x={middle - wide / 2} width={wide} y={y(it.median)} height={Math.max(1, y(0) - y(it.median))} />}
            {(months.length <= 6 || at % Math.ceil(months.length / 6) === 0) && <text className="ctac-rb-chart__text" x={middle} y={H} textAnchor="middle">{monthName(it.month).slice(0, 3)} {it.month.slice(2, 4)}</text>}
          </g>
        )
      })}
    </svg>
  )
}

/** A bar for each line of a list, as wide as its number. */
export function Bar({ value, largest }: { value: number; largest: number }) {
  return (
    <svg className="ctac-rb-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect className="ctac-rb-chart__median" x="0" y="0" height="10" width={Math.max(1, (100 * value) / Math.max(1, largest))} />
    </svg>
  )
}

export interface OnStrip { id: string; reference: string; severity: string; at: string; open: boolean }

const ROW: Record<string, number> = { S1: 0, S2: 1, S3: 2, S4: 3 }

/** Incidents on a strip of time, one row a severity: filled while open, outlined once closed. */
export function Strip({ incidents, from, to }: { incidents: OnStrip[]; from: number; to: number }) {
  const id = useId()
  const x = (at: string) => 48 + (W - 64) * placeOn(from, to, Date.parse(at))
  return (
    <svg className="ctac-rb-chart" viewBox={`0 0 ${W} 136`} role="img" aria-labelledby={id}>
      <title id={id}>When incidents were declared, by severity: the table below has them</title>
      {Object.entries(ROW).map(([severity, row]) => (
        <g key={severity}>
          <line className="ctac-rb-chart__grid" x1={48} x2={W - 16} y1={20 + row * 30} y2={20 + row * 30} />
          <text className="ctac-rb-chart__text" x={36} y={25 + row * 30} textAnchor="end">{severity}</text>
        </g>
      ))}
      {incidents.map((it) => <circle key={it.id} className={it.open ? 'ctac-rb-chart__median' : 'ctac-rb-chart__p90'} cx={x(it.at)} cy={20 + (ROW[it.severity] ?? 3) * 30} r={7}><title>{it.reference}</title></circle>)}
    </svg>
  )
}
