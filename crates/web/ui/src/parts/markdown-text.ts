// The Markdown that runbooks are written in (CommonMark with tables and tasks), taken apart into blocks and words. It never becomes
// HTML text: whoever shows it makes elements. Each piece of text is gone through once; what is not understood stays as written. No framework.

export type Words = (string | Mark)[]
export type Mark =
  | { is: 'strong' | 'emphasis' | 'struck'; words: Words }
  | { is: 'code'; text: string }
  | { is: 'link'; words: Words; to: string }
  | { is: 'break' }

export type Block =
  | { is: 'paragraph' | 'heading'; words: Words }
  | { is: 'list'; ordered: boolean; start: number; items: Item[] }
  | { is: 'quote'; blocks: Block[] }
  | { is: 'code'; text: string }
  | { is: 'table'; head: Words[]; rows: Words[][] }
  | { is: 'rule' }

/** An item; `checked` where it is one to be ticked off. */
export interface Item { checked: boolean | undefined; blocks: Block[] }

/** Lists and quotes in one another beyond this are shown as text. */
const DEPTH = 6
const BULLET = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)/

export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.split('\n')
  const blocks: Block[] = []
  let at = 0
  const add = (block: Block, past: number) => { blocks.push(block); at = past }
  while (at < lines.length) {
    const line = lines[at]!
    if (line.trim() === '') { at += 1; continue }
    const fence = /^ {0,3}(```+|~~~+)/.exec(line)
    if (fence) { add(...fenced(lines, at, fence[1]!)); continue }
    const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)
    if (heading) { add({ is: 'heading', words: wordsOf(heading[1]!) }, at + 1); continue }
    if (/^ {0,3}([-*_])( *\1){2,} *$/.test(line)) { add({ is: 'rule' }, at + 1); continue }
    if (depth < DEPTH && line.startsWith('>')) { add(...quoted(lines, at, depth)); continue }
    if (depth < DEPTH && BULLET.test(line)) { add(...list(lines, at, depth)); continue }
    const table = tableAt(lines, at)
    if (table) { add(...table); continue }
    add(...paragraph(lines, at))
  }
  return blocks
}

function fenced(lines: string[], from: number, mark: string): [Block, number] {
  let end = from + 1
  while (end < lines.length && !lines[end]!.trim().startsWith(mark)) end += 1
  return [{ is: 'code', text: lines.slice(from + 1, end).join('\n') }, end + 1]
}

function quoted(lines: string[], from: number, depth: number): [Block, number] {
  let end = from
  while (end < lines.length && lines[end]!.startsWith('>')) end += 1
  const inside = lines.slice(from, end).map((line) => line.replace(/^> ?/, '')).join('\n')
  return [{ is: 'quote', blocks: blocksOf(inside, depth + 1) }, end]
}

/** What ends a paragraph without an empty line. */
function begins(line: string): boolean {
  return line.trim() === '' || /^ {0,3}(```|~~~|#{1,6}\s|>)/.test(line) || /^ {0,3}([-*+]|1[.)]) +\S/.test(line)
}

function paragraph(lines: string[], from: number): [Block, number] {
  let end = from + 1
  while (end < lines.length && !begins(lines[end]!)) end += 1
  return [{ is: 'paragraph', words: wordsOf(lines.slice(from, end).join('\n')) }, end]
}

function list(lines: string[], from: number, depth: number): [Block, number] {
  const ordered = /^ {0,3}\d/.test(lines[from]!)
  const items: Item[] = []
  let at = from
  while (at < lines.length) {
    const bullet = BULLET.exec(lines[at]!)
    if (!bullet || /\d/.test(bullet[2]!) !== ordered) break
    const inner = bullet[0].length
    const own = [lines[at]!.slice(inner)]
    at += 1
    // What is moved in belongs to the item; so does what goes on without an empty line.
    while (at < lines.length) {
      const line = lines[at]!
      const moved = line.search(/\S/)
      const goesOn = line.trim() === '' ? (lines[at + 1] ?? '').search(/\S/) >= Math.min(inner, 2) : moved >= Math.min(inner, 2) || !begins(line)
      if (!goesOn) break
      own.push(line.slice(Math.min(inner, Math.max(moved, 0))))
      at += 1
    }
    items.push(item(own.join('\n'), depth))
    while (at < lines.length && lines[at]!.trim() === '' && BULLET.test(lines[at + 1] ?? '')) at += 1
  }
  const start = ordered ? Number.parseInt(lines[from]!.trim(), 10) : 1
  return [{ is: 'list', ordered, start, items }, at]
}

function item(text: string, depth: number): Item {
  const task = /^\[([ xX])\] /.exec(text)
  return { checked: task ? task[1] !== ' ' : undefined, blocks: blocksOf(task ? text.slice(4) : text, depth + 1) }
}

function tableAt(lines: string[], from: number): [Block, number] | undefined {
  const [head, rule] = [lines[from]!, lines[from + 1] ?? '']
  if (!head.includes('|') || !/^ *\|?( *:?-+:? *\|)+( *:?-+:? *)?$/.test(rule)) return undefined
  let end = from + 2
  while (end < lines.length && lines[end]!.includes('|')) end += 1
  const cells = (line: string) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => wordsOf(cell.trim().replaceAll('\\|', '|')))
  const width = cells(head).length
  const rows = lines.slice(from + 2, end).map((line) => Array.from({ length: width }, (_, at) => cells(line)[at] ?? []))
  return [{ is: 'table', head: cells(head), rows }, end]
}

/** Longest first: `**` before `*`. */
const MARKS: [string, 'strong' | 'emphasis' | 'struck'][] = [['**', 'strong'], ['__', 'strong'], ['~~', 'struck'], ['*', 'emphasis'], ['_', 'emphasis']]

export function wordsOf(text: string, depth = 0): Words {
  const words: Words = []
  let plain = ''
  const flush = () => { if (plain) { words.push(plain); plain = '' } }
  for (let at = 0; at < text.length;) {
    const found = depth < DEPTH ? markAt(text, at, depth) : undefined
    if (found) {
      flush()
      words.push(found.mark)
      at = found.past
    } else if (text[at] === '\\' && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1]!
      at += 2
    } else {
      plain += text[at] === '\n' ? ' ' : text[at]!
      at += 1
    }
  }
  flush()
  return words
}

function markAt(text: string, at: number, depth: number): { mark: Mark; past: number } | undefined {
  const char = text[at]!
  if (char === '\\' && text[at + 1] === '\n') return { mark: { is: 'break' }, past: at + 2 }
  if (char === ' ' && /^ {2,}\n/.test(text.slice(at, at + 40))) return { mark: { is: 'break' }, past: text.indexOf('\n', at) + 1 }
  if (char === '`') {
    const ticks = /^`+/.exec(text.slice(at, at + 16))![0]
    const end = text.indexOf(ticks, at + ticks.length)
    return end < 0 ? undefined : { mark: { is: 'code', text: text.slice(at + ticks.length, end).replaceAll('\n', ' ').trim() }, past: end + ticks.length }
  }
  if (char === '[') return linkAt(text, at, depth)
  if (char === '<') {
    const auto = /^<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/.exec(text.slice(at, at + 2_010))
    return auto ? { mark: { is: 'link', words: [auto[1]!.replace(/^mailto:/, '')], to: auto[1]! }, past: at + auto[0].length } : undefined
  }
  const mark = MARKS.find(([sign]) => text.startsWith(sign, at))
  if (!mark || /\s/.test(text[at + mark[0].length] ?? ' ')) return undefined
  const [sign, is] = mark
  // Within a word an underscore is a letter.
  if (sign.startsWith('_') && /\w/.test(text[at - 1] ?? ' ')) return undefined
  let end = text.indexOf(sign, at + sign.length + 1)
  while (end > 0 && (/\s/.test(text[end - 1]!) || (sign.startsWith('_') && /\w/.test(text[end + sign.length] ?? ' ')))) end = text.indexOf(sign, end + 1)
  return end < 0 ? undefined : { mark: { is, words: wordsOf(text.slice(at + sign.length, end), depth + 1) }, past: end + sign.length }
}

/** Links lead to the web, to mail and telephones, and nowhere else: never to a script. */
function linkAt(text: string, at: number, depth: number): { mark: Mark; past: number } | undefined {
  const found = /^\[([^\][\n]{1,500})\]\(((?:https?:\/\/|mailto:|tel:)[^\s()]{1,2000})\)/.exec(text.slice(at, at + 2_510))
  return found ? { mark: { is: 'link', words: wordsOf(found[1]!, depth + 1), to: found[2]! }, past: at + found[0].length } : undefined
}
