// A day and a time as people type them, and nothing else taken for one.
import { describe, expect, it } from 'vitest'
import { fault, instantTyped, isUnfinished, read, timeTyped, write } from './wall-time'

const parts = { day: '2', month: '7', year: '2026', time: '0307' }

describe('a day and a time', () => {
  it('are what was typed, with or without a colon', () => {
    expect(write(parts)).toBe('2026-07-02T03:07')
    expect(read('2026-07-02T03:07:00')).toEqual({ ...parts, time: '03:07' })
    for (const typed of ['0307', '3:07', '03.07', ' 03:07 ']) expect(timeTyped(typed)).toBe('03:07')
    for (const typed of ['24:00', '3', '03:60', '3pm', '']) expect(timeTyped(typed)).toBeUndefined()
  })

  it('are nothing where nothing is typed', () => {
    expect(write({ day: '', month: '', year: '', time: '' })).toBe('')
    expect(instantTyped('')).toBeUndefined()
  })

  it('keep what was typed while they are not whole, and are never sent', () => {
    for (const part of [{ year: '' }, { time: '' }, { time: '3pm' }, { day: '31', month: '2' }, { year: '26' }]) {
      const typed = write({ ...parts, ...part })
      expect(isUnfinished(typed)).toBe(true)
      expect(read(typed)).toEqual({ ...parts, ...part })
      expect(fault(typed)).toBeTruthy()
      expect(() => instantTyped(typed)).toThrow(/Nothing was saved/)
      expect(Number.isNaN(Date.parse(typed))).toBe(true)
    }
  })

  it('are read on UK clocks', () => {
    expect(instantTyped('2026-07-02T03:07')).toBe('2026-07-02T02:07:00.000Z')
    expect(() => instantTyped('2026-03-29T01:30')).toThrow(/does not exist/)
  })
})
