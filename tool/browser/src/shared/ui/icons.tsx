/** Line icons, 16 × 16, drawn in the current colour. They decorate a text or a label and are hidden from readers. */
import type { JSX } from "preact";

const PATHS = {
  alert: "M8 2.2 14.5 13.5h-13L8 2.2ZM8 6.5v3.2M8 11.6v.1",
  arrowLeft: "M13 8H3.5M7 4 3 8l4 4",
  arrowRight: "M3 8h9.5M9 4l4 4-4 4",
  ban: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.8 3.8l8.4 8.4",
  bell: "M3.5 11.5h9L11.4 10V7a3.4 3.4 0 0 0-6.8 0v3l-1.1 1.5ZM6.7 13.6h2.6",
  bellOff: "M3.5 11.5h9L11.4 10V7a3.4 3.4 0 0 0-6.8 0v3l-1.1 1.5ZM6.7 13.6h2.6M2.2 2.2l11.6 11.6",
  camera: "M2 4.5h8v7H2zM10 7.3 14 5v6l-4-2.3",
  cameraOff: "M5 4.5h5v6M10 7.3 14 5v6l-2.4-1.4M8.5 11.5H2v-7h.3M2 2l12 12",
  chat: "M2.5 3h11v8H7l-3 2.5V11H2.5z",
  check: "m3 8.5 3.3 3.3L13 4.6",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.3 1.6",
  close: "m3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4",
  eye: "M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  flag: "M4 14V2.5M4 3h8l-1.7 2.8L12 8.5H4",
  hand: "M5 8.5V4.2a.9.9 0 0 1 1.8 0V7M6.8 7V3a.9.9 0 0 1 1.8 0v4M8.6 7V3.6a.9.9 0 0 1 1.8 0v4M10.4 7.6V5.4a.9.9 0 0 1 1.8 0V10a4 4 0 0 1-4 4c-1.800 0-2.800-.800-3.600-2.200L3 9.200a.9.9 0 0 1 1.500-.900L5 9",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.3v3.500M8 5.200v.1",
  lock: "M4 7.200h8v6H4zM5.600 7.200V5.200a2.400 2.400 0 0 1 4.800 0v2",
  mic: "M8 9.500a2 2 0 0 0 2-2v-3a2 2 0 0 0-4 0v3a2 2 0 0 0 2 2ZM4 7.500a4 4 0 0 0 8 0M8 11.500V14",
  micOff: "M6 6.200v1.300a2 2 0 0 0 3.200 1.600M10 7V4.500a2 2 0 0 0-3.800-.9M4 7.500a4 4 0 0 0 6.400 3.200M8 11.500V14M2.500 2.500l11 11",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  play: "M5 3.200v9.600L12.500 8 5 3.200Z",
  plus: "M8 3v10M3 8h10",
  print: "M4.500 6V2.500h7V6M4.500 11.500H2.500V6h11v5.500h-2M4.500 9.500h7v4h-7z",
  search: "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM10.400 10.400 14 14",
  send: "M2 8 14 2.500 10.500 14 7.500 9.200 2 8Z",
  speaker: "M2.500 6v4h2.300L8 12.800V3.200L4.800 6H2.500ZM10.500 5.700a3.200 3.200 0 0 1 0 4.600M12.300 3.900a5.800 5.800 0 0 1 0 8.200",
  speakerOff: "M2.500 6v4h2.300L8 12.800V3.200L4.800 6H2.500ZM10.800 6.200l3.600 3.600M14.400 6.200l-3.600 3.600",
  user: "M8 8a2.600 2.600 0 1 0 0-5.200A2.600 2.600 0 0 0 8 8ZM3 13.500c.500-2.500 2.500-3.800 5-3.800s4.500 1.300 5 3.800",
  wifi: "M2 6.500a9 9 0 0 1 12 0M4.200 9a5.600 5.600 0 0 1 7.600 0M6.300 11.400a2.600 2.600 0 0 1 3.400 0M8 13.300v.1",
  wifiOff: "M2 6.500A9 9 0 0 1 5 4.700M8.500 4.200a9 9 0 0 1 5.500 2.300M4.200 9a5.600 5.600 0 0 1 3-1.500M6.300 11.400a2.600 2.600 0 0 1 3.400 0M8 13.300v.1M2.500 2.500l11 11",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
