// What a check found: said first by a word, in a live region.
export interface Found { holds: boolean; words: string }

export function Verdict({ found }: { found: Found | undefined }) {
  return (
    <div role="status">
      {found && (
        <div className={`ctac-rb-verdict ctac-rb-verdict--${found.holds ? 'holds' : 'fails'}`}>
          <p><strong className={`nhsuk-tag nhsuk-tag--${found.holds ? 'green' : 'red'}`}>{found.holds ? 'It holds' : 'It does not hold'}</strong></p>
          <p className="ctac-rb-words">{found.words}</p>
        </div>
      )}
    </div>
  )
}
