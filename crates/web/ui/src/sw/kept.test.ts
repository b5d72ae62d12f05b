// What is kept for reading offline: a rota at any view that lies within, and nothing that is RED.
import { describe, expect, it } from 'vitest'
import { withoutRed } from './red'
import { covering, cut, needless, STRETCHES, stretchOf } from './stretches'

const at = (day: number) => new Date(Date.UTC(2026, 10, day)).toISOString()
const shifts = (from: number, to: number, rota = 'r') => `https://ctac.example/api/v1/rotas/${rota}/shifts?${new URLSearchParams({ from: at(from), to: at(to) })}`

describe('a rota offline', () => {
  it('is found at any view within what is kept, the latest first, and of its own rota alone', () => {
    const kept = [shifts(1, 90), 'https://ctac.example/api/v1/me', shifts(20, 30), shifts(1, 90, 'other')]
    expect(covering(shifts(22, 29), kept)).toBe(shifts(20, 30))
    expect(covering(shifts(22, 40), kept)).toBe(shifts(1, 90))
    expect(covering(shifts(80, 91), kept)).toBeUndefined()
    expect(covering(shifts(22, 29, 'third'), kept)).toBeUndefined()
    expect(covering('https://ctac.example/api/v1/me', kept)).toBeUndefined()
    expect(stretchOf('https://ctac.example/api/v1/rotas/r/shifts?from=x&to=y')).toBeUndefined()
  })

  it('is cut to the view, layers too; a list that was not whole is not passed off as one', () => {
    const stretch = { from: Date.parse(at(10)), to: Date.parse(at(12)) }
    const all = [{ from: at(8), to: at(10), people: ['a'] }, { from: at(9), to: at(11), people: ['b'] }, { from: at(12), to: at(13), people: ['c'] }]
    expect(cut({ items: all }, stretch)).toEqual({ items: [all[1]] })
    expect(cut({ items: [{ name: 'Weekly', beside: false, shifts: all }] }, stretch)).toEqual({ items: [{ name: 'Weekly', beside: false, shifts: [all[1]] }] })
    expect(cut({ items: all, next: 'more' }, stretch)).toBeUndefined()
    expect(cut(null, stretch)).toBeUndefined()
  })

  it('takes a bounded place: what a longer one holds goes, and of the rest the oldest', () => {
    expect(needless(shifts(1, 90), [shifts(2, 9), shifts(80, 100), shifts(2, 9, 'other'), shifts(1, 90)])).toEqual([shifts(2, 9)])
    const many = Array.from({ length: STRETCHES + 2 }, (_, week) => shifts(week * 7, week * 7 + 7))
    expect(needless(shifts(100, 107), many)).toEqual(many.slice(0, 3))
    expect(needless('https://ctac.example/api/v1/me', many)).toEqual([])
  })
})

describe('nothing that is RED', () => {
  it('is kept of a list, and the rest is', () => {
    const list = { items: [{ id: 'a', tlp: 'AMBER' }, { id: 'b', tlp: 'RED' }, { id: 'c', marking: 'red' }, { id: 'd', marking: 'TLP:RED' }], next: null }
    expect(JSON.parse(withoutRed(JSON.stringify(list), 'application/json') ?? '')).toEqual({ items: [{ id: 'a', tlp: 'AMBER' }], next: null })
  })

  it('is kept of one thing, or of a text whose head says so', () => {
    expect(withoutRed('{"tlp":"RED","title":"x"}', 'application/json')).toBeUndefined()
    expect(withoutRed('---\nrunbook: x\ntlp: RED\n---\n# Text', 'text/markdown; charset=utf-8')).toBeUndefined()
    expect(withoutRed('---\nrunbook: x\ntlp: "TLP:RED"\n---\n', 'text/markdown')).toBeUndefined()
    const green = '---\nrunbook: x\ntlp: GREEN\n---\ntlp: RED is said of entries.\n'
    expect(withoutRed(green, 'text/markdown')).toBe(green)
  })

  it('and what cannot be read is not kept', () => expect(withoutRed('{"items":', 'application/json')).toBeUndefined())
})
