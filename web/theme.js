/* Runs before the first paint, so that a chosen theme never flashes the other one.
 * A plain script: modules run too late for that. */
(() => {
	const names = ["system", "dark", "light"];

	function stored() {
		try {
			const name = localStorage.getItem("theme");
			return names.includes(name) ? name : "system";
		} catch {
			return "system"; /* storage may be forbidden */
		}
	}

	function show(name) {
		if (name === "system")
			delete document.documentElement.dataset.theme;
		else
			document.documentElement.dataset.theme = name;
	}

	window.stanchTheme = {
		names,
		current: stored,
		choose(name) {
			try {
				localStorage.setItem("theme", name);
			} catch {
				/* then it lasts until the page is left */
			}
			show(name);
			window.dispatchEvent(new Event("themechange"));
		},
	};
	show(stored());
	matchMedia("(prefers-color-scheme: light)").addEventListener("change", () =>
		window.dispatchEvent(new Event("themechange")));
})();
