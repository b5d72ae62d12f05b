// A day and a time as they are typed: day, month, year and a time of 24 hours, each in its own field, so that no browser's language
// turns them round. No framework.
import { instantsOf } from '../room/zoned'

export interface Parts { day: string; month: string; year: string; time: string }

/** What stands before the words of a day and time that are not whole yet: no reader takes them for one. */
const UNFINISHED = '?'

/** `03:07` of `0307`, `3:07` or `3.07`; nothing of what is no time. */
export function timeTyped(typed: string): string | undefined {
  const [, hours = '', minutes = ''] = /^\s*(\d{1,2})\s*[:.]?\s*(\d{2})\s*$/.exec(typed) ?? []
  return hours !== '' && Number(hours) < 24 && Number(minutes) < 60 ? `${hours.padStart(2, '0')}:${minutes}` : undefined
}

/** The fields of `2026-11-22T03:07`, or of what was not finished. */
export function read(value: string): Parts {
  if (value.startsWith(UNFINISHED)) {
    const [day = '', month = '', year = '', time = ''] = value.slice(1).split('|')
    return { day, month, year, time }
  }
  const [, year = '', month = '', day = '', time = ''] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(value) ?? []
  return { day: String(Number(day) || ''), month: String(Number(month) || ''), year, time }
}

/** `2026-11-22T03:07`; nothing where nothing is typed; something that is no day and time where it is not whole or not one. */
export function write({ day, month, year, time }: Parts): string {
  if ([day, month, year, time].every((part) => part.trim() === '')) return ''
  const clock = timeTyped(time)
  const date = `${year.trim().padStart(4, '0')}-${month.trim().padStart(2, '0')}-${day.trim().padStart(2, '0')}`
  const at = new Date(`${date}T00:00:00Z`)
  // The 31st of a short month is the next one's first to a browser.
  const is = year.trim().length === 4 && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
  return clock && is ? `${date}T${clock}` : `${UNFINISHED}${day}|${month}|${year}|${time}`
}

export const isUnfinished = (value: string): boolean => value.startsWith(UNFINISHED)

/** What is wrong with a day and time that are not whole, in a sentence that says what to do. */
export function fault(value: string): string | undefined {
  if (!isUnfinished(value)) return undefined
  const { day, month, year, time } = read(value)
  if (time.trim() !== '' && timeTyped(time) === undefined) return 'Write the time with 24 hours, such as 03:07'
  if ([day, month, year, time].some((part) => part.trim() === '')) return 'Write the day, month, year and time'
  return 'That day does not exist: check the day, month and year'
}

/** The instant at which UK clocks show it, the first of two; nothing where nothing is typed. Throws what is wrong, in words. */
export function instantTyped(value: string): string | undefined {
  if (value === '') return undefined
  const wrong = fault(value)
  if (wrong !== undefined) throw new Error(`${wrong}. Nothing was saved.`)
  const [at] = instantsOf(value)
  if (!at) throw new Error('The clocks go forward over that time: it does not exist. Nothing was saved.')
  return at.toISOString()
}
