// A rota over days: each day as wide as it is long, a line for who is on call and one for each thing that makes it so. A grid for the
// keyboard; overrides can be drawn along and by their ends.
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { cut, moved, place, type Day, type Stretch } from './days'
import type { Bar, Chosen, Line } from './lines'
import { useRove } from './rove'
import { clock, day as dayWords } from './words'

interface Props {
  zone: string
  days: Day[]
  lines: Line[]
  now: number
  choose: (chosen: Chosen) => void
  /** An override was drawn to another time; none: it may not be. */
  draw?: (chosen: Chosen, to: Stretch) => void
}

export function Timeline({ zone, days, lines, now, choose, draw }: Props) {
  const window = { from: days[0]!.from, to: days.at(-1)!.to }
  const shown = lines.map((line) => ({ ...line, bars: line.bars.filter((bar) => cut(bar, window)) }))
  const across = (from: { row: number; cell: number }, row: number) => {
    const at = cut(shown[from.row]?.bars[from.cell] ?? window, window) ?? window
    const middle = (at.from + at.to) / 2
    const bars = shown[row]!.bars
    return Math.max(bars.findIndex((bar) => middle < bar.to), 0)
  }
  const { grid, onKeyDown, cell } = useRove(shown.map((line) => line.bars.length), across)
  const box = useRef<HTMLDivElement>(null)
  // A month is wider than the screen: it opens at the present, where that is in it.
  useEffect(() => {
    const it = box.current
    if (it && window.from <= now && now < window.to) it.scrollLeft = place({ from: now, to: now + 1 }, window).start * it.scrollWidth - 80
    // Only when another time is shown: not while one looks at it.
  }, [window.from, window.to])
  const columns = { gridTemplateColumns: days.map((day) => `${day.hours}fr`).join(' ') }
  return (
    <div className="ctac-timeline" role="region" aria-label="Timeline" tabIndex={-1} ref={box}>
      <div className={`ctac-timeline__wide ctac-timeline__wide--${days.length > 7 ? 'month' : 'week'}`}>
        <div className="ctac-timeline__row ctac-timeline__days" aria-hidden="true">
          <div className="ctac-timeline__name" />
          <div className="ctac-timeline__track" style={columns}>
            {days.map((day) => <Head key={day.date} day={day} zone={zone} isToday={day.from <= now && now < day.to} />)}
          </div>
        </div>
        <div role="grid" aria-label="Who is on call, and what makes it so" ref={grid} onKeyDown={onKeyDown}>
          {shown.map((line, row) => (
            <div role="row" className={`ctac-timeline__row ctac-timeline__row--${line.key.split('-')[0]}`} key={line.key}>
              <div role="rowheader" className="ctac-timeline__name">{line.name}</div>
              <div role="presentation" className="ctac-timeline__track" style={columns}>
                {days.map((day) => <span key={day.date} className={`ctac-timeline__day${day.from <= now && now < day.to ? ' ctac-timeline__day--today' : ''}`} />)}
                {line.bars.length === 0 && <div role="gridcell" className="ctac-timeline__none">None</div>}
                {line.bars.map((bar, index) => (
                  <BarCell key={bar.key} bar={bar} window={window} zone={zone} choose={choose} draw={bar.chosen?.what === 'override' && bar.to > now ? draw : undefined} cell={cell(row, index)} />
                ))}
                {window.from <= now && now < window.to && <span className="ctac-timeline__now" style={{ left: `${place({ from: now, to: now + 1 }, window).start * 100}%` }} />}
              </div>
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

function Head({ day, zone, isToday }: { day: Day; zone: string; isToday: boolean }) {
  const [weekday, number, month] = dayWords(zone, day.from + 1).split(' ')
  return (
    <div className={`ctac-timeline__head${isToday ? ' ctac-timeline__head--today' : ''}`}>
      <span>{weekday} <strong>{number}</strong>{number === '1' && ` ${month}`}</span>
      {isToday && <span className="ctac-timeline__mark">Today</span>}
      {day.hours !== 24 && <span className="ctac-timeline__mark">{day.hours} h: the clocks change</span>}
    </div>
  )
}

interface BarProps {
  bar: Bar
  window: Stretch
  zone: string
  choose: (chosen: Chosen) => void
  draw?: (chosen: Chosen, to: Stretch) => void
  cell: object
}

/** Pixels at each end of a bar by which it is stretched. */
const END = 12

function BarCell({ bar, window, zone, choose, draw, cell }: BarProps) {
  const [drawn, setDrawn] = useState<Stretch>()
  const held = useRef<{ x: number; ms: number; part: 'whole' | 'from' | 'to' } | undefined>(undefined)
  const { start, width } = place(drawn ?? bar, window)
  const hold = (event: PointerEvent<HTMLButtonElement>) => {
    if (!draw || event.button !== 0) return
    const box = event.currentTarget.getBoundingClientRect()
    const track = event.currentTarget.closest('.ctac-timeline__track')!.getBoundingClientRect()
    const at = event.clientX - box.left
    const part = box.width > 3 * END && at < END ? 'from' : box.width > 3 * END && at > box.width - END ? 'to' : 'whole'
    held.current = { x: event.clientX, ms: (window.to - window.from) / track.width, part }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const pull = (event: PointerEvent) => {
    if (!held.current) return
    const { x, ms, part } = held.current
    const by = Math.abs(event.clientX - x) < 4 ? 0 : (event.clientX - x) * ms
    setDrawn(by === 0 ? undefined : moved(bar, { from: part === 'to' ? 0 : by, to: part === 'from' ? 0 : by }))
  }
  const release = () => {
    const to = drawn
    held.current = undefined
    setDrawn(undefined)
    if (to && draw && bar.chosen) draw(bar.chosen, to)
    return to !== undefined
  }
  const wasDrawn = useRef(false)
  return (
    <div role="gridcell" className="ctac-timeline__cell" style={{ left: `${start * 100}%`, width: `${width * 100}%` }}>
      <button type="button" {...cell} className={`ctac-bar ctac-bar--${bar.looks}${draw ? ' ctac-bar--drawn' : ''}`} title={bar.says} aria-disabled={!bar.chosen || undefined}
        onPointerDown={hold} onPointerMove={pull} onPointerUp={() => { wasDrawn.current = release() }} onPointerCancel={() => { held.current = undefined; setDrawn(undefined) }}
        onClick={() => { if (!wasDrawn.current && bar.chosen) choose(bar.chosen); wasDrawn.current = false }}>
        <span aria-hidden="true">{drawn ? `${clock(zone, drawn.from)} to ${clock(zone, drawn.to)}` : bar.words}</span>
        <span className="nhsuk-u-visually-hidden">{bar.says}</span>
      </button>
    </div>
  )
}
