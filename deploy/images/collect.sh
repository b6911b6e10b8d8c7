#!/bin/sh
# Copies what runs (built code, static files, manifests) to the folder in $1, as it lies in the workspace.
set -eu
target=$1
for package in libs/* services/* apps/*; do
  [ -d "$package/dist" ] || continue
  mkdir -p "$target/$package"
  cp "$package/package.json" "$target/$package/"
  for folder in dist public; do
    if [ -d "$package/$folder" ]; then cp -R "$package/$folder" "$target/$package/"; fi
  done
done
for folder in deploy/compose deploy/images deploy/dev/launcher; do
  mkdir -p "$target/$folder"
  cp -R "$folder/." "$target/$folder/"
done
