/* The only file that knows which libraries the page is made of. */
export {
	html, render, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback,
} from "../vendor/htm-preact.js";

/* The chart library is large and often not needed: it is fetched when it is. */
export const loadChart = () => import("../vendor/uplot.js").then((module) => module.default);
