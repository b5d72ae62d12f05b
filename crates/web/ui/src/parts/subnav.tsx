// The menu of an area that has several pages.
import { Link, useLocation } from 'wouter'

export function SubNav({ label, parts }: { label: string; parts: [path: string, name: string][] }) {
  const [here] = useLocation()
  return (
    <nav aria-label={label} className="ctac-subnav">
      <ul>{parts.map(([path, name]) => <li key={path}><Link href={path} aria-current={here === path ? 'page' : undefined}>{name}</Link></li>)}</ul>
    </nav>
  )
}
