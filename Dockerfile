# docker build --tag pcap-verdict .
# docker run --rm --read-only --network none --volume "$PWD:/captures:ro" pcap-verdict case.pcapng
FROM node:20-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends binutils \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:binary && node scripts/make-image.mjs /image

FROM scratch
LABEL org.opencontainers.image.title="pcap-verdict" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image /
USER 65532:65532
WORKDIR /captures
ENTRYPOINT ["/usr/bin/pcap-verdict"]
CMD ["--help"]
