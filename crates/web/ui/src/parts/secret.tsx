// A secret that is shown once: to be copied now, never kept by the page.
import { useState } from 'react'

export function Secret({ name, value, children }: { name: string; value: string; children?: string }) {
  const [copied, setCopied] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => setCopied('Copied.'),
      () => setCopied('It could not be copied: select it and copy it yourself.'),
    )
  }
  return (
    <div className="nhsuk-inset-text ctac-secret" role="alert">
      <span className="nhsuk-u-visually-hidden">Information: </span>
      <p><strong>{name}</strong>, shown this once. Copy it now: it cannot be shown again.</p>
      <p><code className="ctac-code">{value}</code></p>
      {children && <p>{children}</p>}
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={copy}>Copy</button>
      <span role="status"> {copied}</span>
    </div>
  )
}

/** Text to be pasted elsewhere. */
export function Snippet({ name, text }: { name: string; text: string }) {
  const [copied, setCopied] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => setCopied('Copied.'), () => setCopied('Select it and copy it yourself.'))
  }
  return (
    <figure className="ctac-snippet">
      <figcaption>{name}</figcaption>
      <pre tabIndex={0}><code>{text}</code></pre>
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={copy}>Copy<span className="nhsuk-u-visually-hidden"> {name}</span></button>
      <span role="status"> {copied}</span>
    </figure>
  )
}
