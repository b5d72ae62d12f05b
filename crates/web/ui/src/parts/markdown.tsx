// Markdown shown as elements: text from whoever wrote it can be no more than text.
import { useMemo, type ReactNode } from 'react'
import { blocksOf, type Block, type Item, type Words } from './markdown-text'

export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text])
  return <div className="ctac-rb-prose">{blocks.map(shown)}</div>
}

function shown(block: Block, key: number): ReactNode {
  switch (block.is) {
    case 'paragraph': return <p key={key}>{inline(block.words)}</p>
    case 'heading': return <p key={key}><strong>{inline(block.words)}</strong></p>
    case 'rule': return <hr key={key} />
    case 'code': return <pre key={key} tabIndex={0}><code>{block.text}</code></pre>
    case 'quote': return <blockquote key={key}>{block.blocks.map(shown)}</blockquote>
    case 'table': return <Rows key={key} head={block.head} rows={block.rows} />
    case 'list': {
      const classes = block.items.some((item) => item.checked !== undefined) ? 'nhsuk-list ctac-rb-checks' : `nhsuk-list nhsuk-list--${block.ordered ? 'number' : 'bullet'}`
      const items = block.items.map((item, at) => <li key={at}>{inItem(item)}</li>)
      return block.ordered ? <ol key={key} className={classes} start={block.start}>{items}</ol> : <ul key={key} className={classes}>{items}</ul>
    }
  }
}

/** A check is ticked on paper: a box is drawn, not a control that would keep nothing. */
function inItem(item: Item): ReactNode {
  const [first, ...more] = item.blocks
  const words = first?.is === 'paragraph' ? <>{inline(first.words)}{more.map(shown)}</> : item.blocks.map(shown)
  if (item.checked === undefined) return words
  return (
    <>
      <span className="ctac-rb-box" aria-hidden="true">{item.checked ? '×' : ''}</span>
      <span>{item.checked && <span className="nhsuk-u-visually-hidden">Done: </span>}{words}</span>
    </>
  )
}

function inline(words: Words): ReactNode {
  return words.map((word, key) => {
    if (typeof word === 'string') return word
    switch (word.is) {
      case 'strong': return <strong key={key}>{inline(word.words)}</strong>
      case 'emphasis': return <em key={key}>{inline(word.words)}</em>
      case 'struck': return <s key={key}>{inline(word.words)}</s>
      case 'code': return <code key={key}>{word.text}</code>
      case 'break': return <br key={key} />
      case 'link': return <a key={key} href={word.to} rel="noreferrer">{inline(word.words)}</a>
    }
  })
}

function Rows({ head, rows }: { head: Words[]; rows: Words[][] }) {
  return (
    <div className="ctac-scroll" tabIndex={0} role="group" aria-label="Table">
      <table className="nhsuk-table">
        <thead><tr>{head.map((cell, at) => <th key={at} scope="col">{inline(cell)}</th>)}</tr></thead>
        <tbody>{rows.map((row, at) => <tr key={at} className="nhsuk-table__row">{row.map((cell, place) => <td key={place} className="nhsuk-table__cell">{inline(cell)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}
