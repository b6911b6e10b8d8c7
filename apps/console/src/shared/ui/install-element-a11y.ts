/**
 * Mends what Element Plus 2.14 gets wrong for screen readers: `aria-checked="mixed"` on a label, and tree checkboxes without a name.
 * One observer serves the whole console.
 */
export function installElementA11y(root: HTMLElement): void {
  const mendMixed = (label: Element) => {
    const input = label.querySelector('input')
    if (!input) return
    input.indeterminate = label.getAttribute('aria-checked') === 'mixed'
    label.removeAttribute('aria-checked')
  }
  const mendName = (input: Element) => {
    if (input.getAttribute('aria-label')) return
    const name = input
      .closest('.el-tree-node__content, .el-tree-node')
      ?.querySelector('.el-tree-node__label')
      ?.textContent?.trim()
    if (name) input.setAttribute('aria-label', name)
  }
  const scan = (element: Element) => {
    if (element.matches(MIXED)) mendMixed(element)
    element.querySelectorAll(MIXED).forEach(mendMixed)
    element.querySelectorAll('.el-tree-node input[type=checkbox], .el-tree input[type=checkbox]').forEach(mendName)
  }
  scan(root)
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'attributes') {
        if (change.target instanceof Element && change.target.matches(MIXED)) mendMixed(change.target)
      } else {
        for (const node of change.addedNodes) if (node instanceof Element) scan(node)
      }
    }
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-checked'] })
}

const MIXED = 'label.el-checkbox[aria-checked]'
