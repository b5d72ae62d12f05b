// A page that fails says so, and leaves the menu and every other page standing.
import { Component, type ReactNode } from 'react'

export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="nhsuk-error-summary" role="alert">
        <h1 className="nhsuk-error-summary__title">This page has a defect</h1>
        <p>What you wrote is kept. Load the page again, or use <a href={plain()}>the same page without script</a>.</p>
      </div>
    )
  }
}

/** The page that needs no script has the same address without /app. */
function plain(): string {
  return location.pathname.replace(/^\/app/, '') || '/'
}
