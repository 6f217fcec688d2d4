/** Whether the page around the widget has passed a feature on (Permissions-Policy, `allow=` of the frame). */

interface Policy {
  allowsFeature(name: string): boolean;
}

/** True as well where the browser does not tell. */
export function delegated(feature: string): boolean {
  const page = document as Document & { featurePolicy?: Policy; permissionsPolicy?: Policy };
  return (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature(feature) ?? true;
}
