// Said while something is fetched; nothing that moves.
export function Loading({ what = 'the page' }: { what?: string }) {
  return <p className="ctac-loading" role="status">Loading {what} …</p>
}
